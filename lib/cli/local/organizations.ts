import { ORGANIZATION_ID } from '../../rules';
import { CommandError } from '../exit';

export interface WantedOrganization {
  readonly alias: string;
  readonly organizationId?: string;
  readonly domains: readonly string[];
}

export interface OrganizationOptions {
  /** `corp`, `corp=m-…` */
  readonly organization?: readonly string[];
  /** `corp.example` for the only organization, `corp=corp.example` for one of several */
  readonly domain?: readonly string[];
}

const DEFAULT_ALIAS = 'corp';

/** The organizations that the options name; without any, one, or one for each id that rules are for. */
export function wantedOrganizations(
  { organization, domain = [] }: OrganizationOptions,
  idsOfRules: readonly string[],
): WantedOrganization[] {
  const named = organization?.map(readOrganization) ?? unnamed(idsOfRules);
  const domains = domain.map((value) => readDomain(value, named));
  return named.map((wanted) => ({
    ...wanted,
    domains: domains.flatMap(({ alias, name }) => (alias === wanted.alias ? name : [])),
  }));
}

type Named = Omit<WantedOrganization, 'domains'>;

function unnamed(ids: readonly string[]): Named[] {
  if (ids.length === 0) return [{ alias: DEFAULT_ALIAS }];
  return ids.map((organizationId, index) => ({
    organizationId,
    alias: index === 0 ? DEFAULT_ALIAS : `${DEFAULT_ALIAS}-${index + 1}`,
  }));
}

function readOrganization(value: string): Named {
  const [alias = '', organizationId] = value.split('=');
  if (organizationId === undefined || ORGANIZATION_ID.test(organizationId)) return { alias, organizationId };
  throw new CommandError(
    'ORGANIZATION_INVALID',
    `--organization is ${JSON.stringify(value)}`,
    'Write its alias, or its alias and its id: corp=m-0123456789abcdef0123456789abcdef',
  );
}

function readDomain(value: string, named: readonly Named[]): { alias: string; name: string } {
  const [first = '', second] = value.split('=');
  const [only, ...others] = named;
  const alias =
    second === undefined && others.length === 0 ? only?.alias : named.find((one) => one.alias === first)?.alias;
  if (alias !== undefined) return { alias, name: second ?? first };
  throw new CommandError(
    'DOMAIN_INVALID',
    `--domain is ${JSON.stringify(value)}, and does not say of which organization`,
    `Write its alias before it: ${named.map((one) => `${one.alias}=${second ?? first}`).join(' or ')}`,
  );
}
