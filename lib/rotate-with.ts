/** When a gateway gets a new password. */
export enum RotateWith {
  /** When a stack deploys that changes the gateway: another `secretVersionId`, or any other property. */
  DEPLOYMENT = 'DEPLOYMENT',

  /**
   * Also as soon as the secret has a new current value, whoever gave it: Secrets Manager tells EventBridge, and a rule of
   * the stack calls the provider, which writes the password and changes nothing else of the gateway. (The event `Secret
   * Label Updated` needs no trail of CloudTrail: Secrets Manager user guide, "Secret event notifications".)
   */
  SECRET = 'SECRET',
}
