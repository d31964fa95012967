import { domainOf, isUnder } from '../rules';

/** Says whether an address is of the organization; undefined where its domains are not given. */
export type IsOwn = ((address: string) => boolean) | undefined;

/** For domains, and for wildcard domains, which mean their subdomains too. */
export function ownDomains(domains: readonly string[] | undefined): IsOwn {
  const own = domains?.map((domain) => domain.toLowerCase());
  return own && ((address) => own.some((domain) => isIn(domain, domainOf(address.trim()))));
}

function isIn(own: string, domain: string): boolean {
  return own.startsWith('*.') ? isUnder(domain, own.slice(2)) : domain === own;
}
