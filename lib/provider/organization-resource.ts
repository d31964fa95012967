import { ListOrganizationsCommand, type OrganizationSummary, type WorkMailClient } from '@aws-sdk/client-workmail';
import { showValue } from '../rules';
import { Failure } from './failure';
import { REFUSALS } from './refusals';
import type { ResourceKind } from './resource-kind';
import { CallError, type Sender } from './sender';

/** Most aliases that an error names. */
const MOST_NAMED = 20;

/** An organization that is looked up by its alias. */
export const organizationKind: ResourceKind = {
  async settle(event, { client, sender }) {
    if (event.RequestType === 'Delete') return { PhysicalResourceId: event.PhysicalResourceId ?? '' };
    const OrganizationId = await findOrganization(client, sender, String(event.ResourceProperties.Alias));
    return { PhysicalResourceId: OrganizationId, Data: { OrganizationId } };
  },
  logged: ({ Alias }) => ({ alias: Alias }),
};

/** The id of the active organization with an alias; letter case does not count. */
async function findOrganization(client: WorkMailClient, sender: Sender, alias: string): Promise<string> {
  const active = (await listOrganizations(client, sender)).filter(({ State }) => State?.toLowerCase() === 'active');
  const found = active.find((organization) => organization.Alias?.toLowerCase() === alias.toLowerCase());
  if (found?.OrganizationId) return found.OrganizationId;
  const aliases = active.map((organization) => organization.Alias).slice(0, MOST_NAMED);
  const known = aliases.length === 0 ? 'there is none here at all' : `here are ${aliases.join(', ')}`;
  throw new Failure(
    'organizationAliasNotFound',
    `No active WorkMail organization of this account and Region has the alias ${showValue(alias)}; ${known}. Check the alias, and the Region that the stack deploys to.`,
  );
}

async function listOrganizations(client: WorkMailClient, sender: Sender): Promise<OrganizationSummary[]> {
  const organizations: OrganizationSummary[] = [];
  let NextToken: string | undefined;
  do {
    const page = await sender.send(client, new ListOrganizationsCommand({ NextToken })).catch((error) => {
      if (!(error instanceof CallError)) throw error;
      const { code, advise } = REFUSALS[error.meaning];
      throw new Failure(code, `${error.message}. ${advise(error.operation, '*')}`);
    });
    organizations.push(...(page.OrganizationSummaries ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return organizations;
}
