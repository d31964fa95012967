import { randomUUID } from 'node:crypto';
import {
  checkDisabled,
  checkNameIsFree,
  entitiesOf,
  findEntity,
  findGroup,
  isGroup,
  isMeant,
  startsWith,
  stateOf,
  withEntity,
  withoutEntity,
} from './entities';
import { type Operations, onOrganization } from './operation';
import { PAGE, type PageInput, page } from './pages';
import { ServiceError } from './service-error';
import type { Group, Organization } from './state';

interface GroupReference {
  readonly GroupId: string;
}

interface Membership extends GroupReference {
  readonly MemberId: string;
}

interface Visibility {
  readonly HiddenFromGlobalAddressList?: boolean;
}

const VISIBILITY = { HiddenFromGlobalAddressList: 'boolean' } as const;
const FILTERS = { NamePrefix: 'string', PrimaryEmailPrefix: 'string', State: 'string' } as const;
const MEMBERSHIP = { GroupId: 'string', MemberId: 'string' } as const;
const PAGE_MEMBERS = Object.keys(PAGE);

export const GROUP_OPERATIONS: Operations = {
  CreateGroup: onOrganization({ Name: 'string', ...VISIBILITY }, Object.keys(VISIBILITY), createGroup),
  DescribeGroup: onOrganization({ GroupId: 'string' }, [], describeGroup),
  UpdateGroup: onOrganization({ GroupId: 'string', ...VISIBILITY }, Object.keys(VISIBILITY), updateGroup),
  DeleteGroup: onOrganization({ GroupId: 'string' }, [], deleteGroup),
  ListGroups: onOrganization({ ...PAGE, Filters: FILTERS }, [...PAGE_MEMBERS, 'Filters'], listGroups),
  AssociateMemberToGroup: onOrganization(MEMBERSHIP, [], associateMember),
  DisassociateMemberFromGroup: onOrganization(MEMBERSHIP, [], disassociateMember),
  ListGroupMembers: onOrganization({ GroupId: 'string', ...PAGE }, PAGE_MEMBERS, listMembers),
  ListGroupsForEntity: onOrganization(
    { EntityId: 'string', ...PAGE, Filters: { GroupNamePrefix: 'string' } },
    [...PAGE_MEMBERS, 'Filters'],
    listGroupsForEntity,
  ),
};

const NAME = /^[\u0020-\u00ff]{1,256}$/;

function createGroup(
  organization: Organization,
  { Name: name, ...visibility }: Visibility & { readonly Name: string },
) {
  if (!NAME.test(name)) {
    throw new ServiceError('invalidInput', `Name is ${JSON.stringify(name)}: it has 1 to 256 characters of Latin-1.`);
  }
  checkNameIsFree(organization, name);
  const isHidden = visibility.HiddenFromGlobalAddressList ?? false;
  const group: Group = { id: randomUUID(), name, aliases: [], state: 'DISABLED', isHidden, members: [] };
  return { output: { GroupId: group.id }, organization: withEntity(organization, group) };
}

function updateGroup(organization: Organization, input: Visibility & GroupReference) {
  const group = findGroup(organization, input.GroupId);
  const isHidden = input.HiddenFromGlobalAddressList ?? group.isHidden;
  return { output: {}, organization: withEntity(organization, { ...group, isHidden }) };
}

/** That there is no such group is no error. */
function deleteGroup(organization: Organization, { GroupId }: GroupReference) {
  const group = organization.groups.find((candidate) => isMeant(candidate, GroupId));
  if (!group) return { output: {} };
  checkDisabled(group, 'be deleted');
  return { output: {}, organization: withoutEntity(organization, group.id) };
}

function describeGroup(organization: Organization, { GroupId }: GroupReference) {
  const group = findGroup(organization, GroupId);
  const { id, name, email, isHidden } = group;
  const about = { GroupId: id, Name: name, Email: email, HiddenFromGlobalAddressList: isHidden };
  return { output: { ...about, ...stateOf(group) } };
}

type Filters = Readonly<Partial<Record<keyof typeof FILTERS, string>>>;

function listGroups(
  organization: Organization,
  { Filters = {}, ...input }: PageInput & { readonly Filters?: Filters },
) {
  const { NamePrefix, PrimaryEmailPrefix, State } = Filters;
  const wanted = organization.groups.filter(
    ({ name, email, state }) =>
      startsWith(name, NamePrefix) && startsWith(email, PrimaryEmailPrefix) && (State ?? state) === state,
  );
  const { items, ...next } = page('Groups', wanted, ({ name }) => name, input);
  const groups = items.map((group) => ({ Id: group.id, Name: group.name, Email: group.email, ...stateOf(group) }));
  return { output: { Groups: groups, ...next } };
}

// ---- members ------------------------------------------------------------------------------------

function associateMember(organization: Organization, { GroupId, MemberId }: Membership) {
  const group = findGroup(organization, GroupId);
  const { id } = findEntity(organization, MemberId);
  if (id === group.id) throw new ServiceError('invalidInput', `The group ${group.name} cannot be a member of itself.`);
  if (group.members.includes(id)) return { output: {} };
  return { output: {}, organization: withEntity(organization, { ...group, members: [...group.members, id] }) };
}

function disassociateMember(organization: Organization, { GroupId, MemberId }: Membership) {
  const group = findGroup(organization, GroupId);
  const { id } = findEntity(organization, MemberId);
  const members = group.members.filter((member) => member !== id);
  return { output: {}, organization: withEntity(organization, { ...group, members }) };
}

function listMembers(organization: Organization, { GroupId, ...input }: GroupReference & PageInput) {
  const { members } = findGroup(organization, GroupId);
  const present = entitiesOf(organization).filter(({ id }) => members.includes(id));
  const { items, ...next } = page('Members', present, ({ name }) => name, input);
  const list = items.map((member) => ({
    Id: member.id,
    Name: member.name,
    Type: isGroup(member) ? 'GROUP' : 'USER',
    ...stateOf(member),
  }));
  return { output: { Members: list, ...next } };
}

interface GroupsForEntityInput extends PageInput {
  readonly EntityId: string;
  readonly Filters?: { readonly GroupNamePrefix?: string };
}

function listGroupsForEntity(organization: Organization, { EntityId, Filters = {}, ...input }: GroupsForEntityInput) {
  const { id } = findEntity(organization, EntityId);
  const groups = organization.groups.filter(
    ({ members, name }) => members.includes(id) && startsWith(name, Filters.GroupNamePrefix),
  );
  const { items, ...next } = page('GroupsForEntity', groups, ({ name }) => name, input);
  return { output: { Groups: items.map((group) => ({ GroupId: group.id, GroupName: group.name })), ...next } };
}
