/** The Regions in which WorkMail runs; there will be no others. */
export const WORKMAIL_REGIONS: readonly string[] = ['us-east-1', 'us-west-2', 'eu-west-1'];
