/** As whom WorkMail acts in a Region. Not `new ServicePrincipal('workmail.amazonaws.com', { region })`: that yields the global name. */
export function workmailPrincipal(region: string): string {
  return `workmail.${region}.amazonaws.com`;
}
