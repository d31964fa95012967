import { ServiceError } from './service-error';
import type { Shape, Structure } from './shapes';
import type { Entity, Group, Organization, User } from './state';

/** Users and groups: what they have in common, and how requests name them. */

const ENTITY: Structure = {
  id: 'string',
  name: 'string',
  email: 'string',
  aliases: ['string'],
  state: 'string',
  enabled: 'string',
  disabled: 'string',
  isHidden: 'boolean',
};

/** What more is said of a user: members of CreateUser and UpdateUser, kept as they are given. */
export const USER_DETAILS: Readonly<Record<string, Shape>> = {
  FirstName: 'string',
  LastName: 'string',
  Initials: 'string',
  Telephone: 'string',
  Street: 'string',
  JobTitle: 'string',
  City: 'string',
  Company: 'string',
  ZipCode: 'string',
  Department: 'string',
  Country: 'string',
  Office: 'string',
  IdentityProviderUserId: 'string',
};

/** As they are in the state file. */
export const USER: Structure = { ...ENTITY, displayName: 'string', role: 'string', details: USER_DETAILS };
export const GROUP: Structure = { ...ENTITY, members: ['string'] };

export function entitiesOf({ users, groups }: Organization): readonly (User | Group)[] {
  return [...users, ...groups];
}

export function isGroup(entity: User | Group): entity is Group {
  return 'members' in entity;
}

/** By id, name or address: WorkMail takes each of them. */
export function isMeant({ id, name, email, aliases }: Entity, reference: string): boolean {
  const wanted = reference.toLowerCase();
  return [id, name, email, ...aliases].some((known) => known?.toLowerCase() === wanted);
}

export function findUser(organization: Organization, reference: string): User {
  return find(organization.users, 'user', reference, organization);
}

export function findGroup(organization: Organization, reference: string): Group {
  return find(organization.groups, 'group', reference, organization);
}

export function findEntity(organization: Organization, reference: string): User | Group {
  return find(entitiesOf(organization), 'user or group', reference, organization);
}

function find<Kind extends Entity>(
  entities: readonly Kind[],
  kind: string,
  reference: string,
  { organizationId }: Organization,
): Kind {
  const found = entities.find((entity) => isMeant(entity, reference));
  if (found) return found;
  throw new ServiceError('notFound', `There is no ${kind} "${reference}" in ${organizationId}.`);
}

/** Puts an entity in the place of the one with its id; a new one is added. */
export function withEntity(organization: Organization, entity: User | Group): Organization {
  if (isGroup(entity)) return { ...organization, groups: replaced(organization.groups, entity) };
  return { ...organization, users: replaced(organization.users, entity) };
}

function replaced<Kind extends Entity>(entities: readonly Kind[], entity: Kind): readonly Kind[] {
  const isThere = entities.some(({ id }) => id === entity.id);
  return isThere ? entities.map((other) => (other.id === entity.id ? entity : other)) : [...entities, entity];
}

/** Without it, and without it among the members of groups. */
export function withoutEntity(organization: Organization, id: string): Organization {
  const groups = organization.groups
    .filter((group) => group.id !== id)
    .map((group) => ({ ...group, members: group.members.filter((member) => member !== id) }));
  return { ...organization, users: organization.users.filter((user) => user.id !== id), groups };
}

/** Users and groups are in one directory, so a name is taken once. */
export function checkNameIsFree(organization: Organization, name: string): void {
  if (!entitiesOf(organization).some((entity) => entity.name.toLowerCase() === name.toLowerCase())) return;
  throw new ServiceError('alreadyExists', `A user or group has the name "${name}" already.`);
}

export function checkDisabled(entity: Entity, what: string): void {
  if (entity.state === 'DISABLED') return;
  throw new ServiceError(
    'entityState',
    `${entity.name} is ENABLED, and must be DISABLED to ${what}. Deregister it from WorkMail first.`,
  );
}

/** The dates and the state, as every answer about an entity has them. */
export function stateOf({ state, enabled, disabled }: Entity) {
  return {
    State: state,
    ...(enabled && { EnabledDate: Date.parse(enabled) / 1000 }),
    ...(disabled && { DisabledDate: Date.parse(disabled) / 1000 }),
  };
}

export function startsWith(text: string | undefined, prefix: string | undefined): boolean {
  return prefix === undefined || (text ?? '').toLowerCase().startsWith(prefix.toLowerCase());
}
