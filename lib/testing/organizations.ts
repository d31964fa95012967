import { type StackPreview, standInOrganizationId } from '../local/cloudformation';
import { ORGANIZATION_RESOURCE_TYPE } from '../rules';
import { MailFlowError } from './errors';

/** An organization that is looked up by its alias when a stack is deployed, and where. */
export interface LookedUpOrganization {
  readonly alias: string;
  readonly account: string;
  readonly region: string;
}

/** Whose something is, and where it comes from. */
export interface OfOrganization {
  readonly organizationId: string;
  readonly place: string;
  /** Given where the id only stands in for one that the deployment looks up. */
  readonly lookedUp?: LookedUpOrganization;
}

/** The organizations that stacks look up by their aliases, by the ids that stand in for theirs. */
export function lookedUpOrganizations(stacks: readonly StackPreview[]): ReadonlyMap<string, LookedUpOrganization> {
  const lookups = stacks.flatMap((stack) => stack.resources((type) => type === ORGANIZATION_RESOURCE_TYPE));
  return new Map(
    lookups.map(({ stack, logicalId }) => {
      const alias = String(stack.property(logicalId, 'Alias').value ?? '');
      const { account, region } = stack;
      return [standInOrganizationId(alias), { alias, account, region }];
    }),
  );
}

/** The id of the one organization of all that was found, or of the one that is wanted, by its id or alias. */
export function chooseOrganization(found: readonly OfOrganization[], wanted: string | undefined): string {
  if (wanted !== undefined) {
    const one = found.find((each) => isOf(each, wanted));
    if (!one) throw unknownOrganization(found, wanted);
    return one.organizationId;
  }
  const ids = [...new Set(found.map(({ organizationId }) => organizationId))];
  if (ids.length === 1) return ids[0]!;
  const list = listOrganizations(found);
  throw new MailFlowError(
    'SEVERAL_ORGANIZATIONS',
    `There are rules of ${ids.length} organizations: ${list}`,
    'Name one of them, or the stacks that have the rules of one',
  );
}

/** What is of one organization. If all is of others, that is an error: it would be the answer to another question. */
export function ofOrganization<Found extends OfOrganization>(found: readonly Found[], organizationId: string): Found[] {
  const own = found.filter((each) => each.organizationId === organizationId);
  if (own.length === 0 && found.length > 0) throw unknownOrganization(found, organizationId);
  return own;
}

/** Sentences about what is taken for another organization's, and may be of this one: only a deployment can tell. */
export function unsureOrganizations(found: readonly OfOrganization[], organizationId: string): string[] {
  const isLookedUp = ({ lookedUp }: OfOrganization) => lookedUp !== undefined;
  const own = found.filter((each) => each.organizationId === organizationId);
  const unsure = found.filter(
    (each) => each.organizationId !== organizationId && isLookedUp(each) !== own.some(isLookedUp),
  );
  return [...byOrganization(unsure).values()].map(
    (them) =>
      `The rules of ${nameOf(them[0]!)} (${placesOf(them)}) are taken for another organization's than ${nameOf(own[0]!)}: whose alias it is, only a deployment can tell.`,
  );
}

function isOf({ organizationId, lookedUp }: OfOrganization, wanted: string): boolean {
  return organizationId === wanted || lookedUp?.alias.toLowerCase() === wanted.toLowerCase();
}

function unknownOrganization(found: readonly OfOrganization[], wanted: string): MailFlowError {
  const list = listOrganizations(found);
  return new MailFlowError('ORGANIZATION_UNKNOWN', `No rule is of the organization ${wanted}`, `There is: ${list}`);
}

function listOrganizations(found: readonly OfOrganization[]): string {
  return [...byOrganization(found).values()].map((them) => `${nameOf(them[0]!)} (${placesOf(them)})`).join(', ');
}

function byOrganization(found: readonly OfOrganization[]): Map<string, OfOrganization[]> {
  const organizations = new Map<string, OfOrganization[]>();
  for (const each of found) {
    organizations.set(each.organizationId, [...(organizations.get(each.organizationId) ?? []), each]);
  }
  return organizations;
}

/** An id that stands in for another would tell nobody anything. */
function nameOf({ organizationId, lookedUp }: OfOrganization): string {
  return lookedUp ? `the alias ${JSON.stringify(lookedUp.alias)}` : organizationId;
}

function placesOf(found: readonly OfOrganization[]): string {
  return found.map(({ place }) => place).join(', ');
}
