/** The Regions in which WorkMail runs; there will be no others. */
export const WORKMAIL_REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1'] as const;
export type WorkMailRegion = (typeof WORKMAIL_REGIONS)[number];

export function isWorkMailRegion(region: string): region is WorkMailRegion {
  return WORKMAIL_REGIONS.some((known) => known === region);
}
