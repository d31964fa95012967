/** How a rule comes into WorkMail. */
export enum Provisioning {
  /**
   * By WorkMail's operations for email flow rules. IAM documents them and the console uses them; they are not in the
   * public SDK, and no call from outside the console is published. The deployment says so if WorkMail refuses them.
   */
  API = 'API',

  /**
   * By a person in the WorkMail console: everything but the rule is deployed, and a stack output says exactly what to
   * enter. A live rule is never touched; a switch from `API` leaves it as it is.
   */
  CONSOLE = 'CONSOLE',
}
