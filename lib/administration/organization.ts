import {
  DescribeOrganizationCommand,
  ListMailDomainsCommand,
  ListOrganizationsCommand,
  type OrganizationSummary,
} from '@aws-sdk/client-workmail';
import { ORGANIZATION_ID } from '../rules';
import type { Connection } from './connection';
import { AdministrationError } from './error';

/** How an organization is named; without either, it is the only one that there is. */
export interface OrganizationName {
  readonly organizationId?: string;
  readonly organizationAlias?: string;
}

export interface LiveOrganization {
  readonly organizationId: string;
  readonly alias: string;
  /** `Active`, or what WorkMail says else. */
  readonly state: string;
  readonly arn: string;
}

export async function findOrganization(connection: Connection, name: OrganizationName): Promise<LiveOrganization> {
  const organizationId = await idOf(connection, name);
  const { Alias, State, ARN } = await connection.ask(
    'workmail:DescribeOrganization',
    connection.workmail.send(new DescribeOrganizationCommand({ OrganizationId: organizationId })),
    organizationId,
  );
  return { organizationId, alias: Alias ?? '', state: State ?? 'unknown', arn: ARN ?? '' };
}

/** The mail domains of an organization: inbound rules see mail for their addresses. */
export async function listMailDomains(connection: Connection, organizationId: string): Promise<string[]> {
  const domains: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await connection.ask(
      'workmail:ListMailDomains',
      connection.workmail.send(new ListMailDomainsCommand({ OrganizationId: organizationId, NextToken })),
      organizationId,
    );
    domains.push(...(page.MailDomains ?? []).map(({ DomainName }) => DomainName));
    NextToken = page.NextToken;
  } while (NextToken);
  return domains.filter((domain) => domain !== undefined);
}

/** Refuses what is declared for an organization by an alias that none has: nobody could tell whose it is. */
export async function checkAliases(
  connection: Connection,
  declared: readonly { readonly alias: string; readonly place: string }[],
): Promise<void> {
  if (declared.length === 0) return;
  const active = await listActiveOrganizations(connection);
  const unknown = declared.find(({ alias }) => !active.some((organization) => hasAlias(organization, alias)));
  if (!unknown) return;
  const there = listed(active);
  throw new AdministrationError(
    'ORGANIZATION_NOT_FOUND',
    `${unknown.place} is of the organization with the alias ${JSON.stringify(unknown.alias)}, and no active one in ${connection.region} of this account has it; there is ${there}`,
    'Mend the alias in the app, or name the stacks that are for this account with --stack',
  );
}

async function idOf(connection: Connection, { organizationId, organizationAlias }: OrganizationName): Promise<string> {
  if (organizationId !== undefined) {
    if (ORGANIZATION_ID.test(organizationId)) return organizationId;
    throw new AdministrationError(
      'ORGANIZATION_ID_INVALID',
      `The organization id is ${JSON.stringify(organizationId)}, and an id is m- and 32 hexadecimal digits`,
      'Copy it from the WorkMail console, or give --organization-alias',
    );
  }
  const active = await listActiveOrganizations(connection);
  const candidates =
    organizationAlias === undefined
      ? active
      : active.filter((organization) => hasAlias(organization, organizationAlias));
  const [found, ...others] = candidates;
  if (found?.OrganizationId && others.length === 0) return found.OrganizationId;
  const there = listed(active);
  if (organizationAlias !== undefined || active.length === 0) {
    const what = organizationAlias === undefined ? '' : ` with the alias ${JSON.stringify(organizationAlias)}`;
    throw new AdministrationError(
      'ORGANIZATION_NOT_FOUND',
      `There is no active organization${what} in ${connection.region} of this account; there is ${there}`,
      'Check the account (--profile) and the Region (--region)',
    );
  }
  throw new AdministrationError(
    'ORGANIZATION_NOT_NAMED',
    `There are ${active.length} organizations in ${connection.region} of this account: ${there}`,
    'Name one of them with --organization-id or --organization-alias',
  );
}

function hasAlias({ Alias }: OrganizationSummary, alias: string): boolean {
  return Alias?.toLowerCase() === alias.toLowerCase();
}

function listed(organizations: readonly OrganizationSummary[]): string {
  return organizations.map(({ OrganizationId, Alias }) => `${OrganizationId} (${Alias})`).join(', ') || 'none at all';
}

async function listActiveOrganizations(connection: Connection): Promise<OrganizationSummary[]> {
  const organizations: OrganizationSummary[] = [];
  let NextToken: string | undefined;
  do {
    const page = await connection.ask(
      'workmail:ListOrganizations',
      connection.workmail.send(new ListOrganizationsCommand({ NextToken })),
    );
    organizations.push(...(page.OrganizationSummaries ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return organizations.filter(({ State }) => State?.toLowerCase() === 'active');
}
