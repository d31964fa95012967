import { randomUUID } from 'node:crypto';
import {
  checkDisabled,
  checkNameIsFree,
  findUser,
  isMeant,
  startsWith,
  stateOf,
  USER_DETAILS,
  withEntity,
  withoutEntity,
} from './entities';
import { type Operations, onOrganization } from './operation';
import { PAGE, type PageInput, page } from './pages';
import { ServiceError } from './service-error';
import type { Organization, User } from './state';

/** What can be said of a user when it is made, and what more later: the service's model has them so. */
const FIRST_SETTINGS = {
  Password: 'string',
  Role: 'string',
  FirstName: 'string',
  LastName: 'string',
  HiddenFromGlobalAddressList: 'boolean',
  IdentityProviderUserId: 'string',
} as const;
const SETTINGS = {
  DisplayName: 'string',
  Role: 'string',
  HiddenFromGlobalAddressList: 'boolean',
  ...USER_DETAILS,
} as const;
const ROLES = ['USER', 'RESOURCE', 'SYSTEM_USER', 'REMOTE_USER'];
const NAME = /^[\w.-]+(@[a-zA-Z0-9.-]+\.[a-zA-Z0-9-]{2,})?$/;
const LONGEST_NAME = 64;

interface Settings extends Readonly<Record<string, unknown>> {
  readonly DisplayName?: string;
  readonly Role?: string;
  readonly HiddenFromGlobalAddressList?: boolean;
}

interface UserReference {
  readonly UserId: string;
}

const FILTERS = {
  UsernamePrefix: 'string',
  DisplayNamePrefix: 'string',
  PrimaryEmailPrefix: 'string',
  State: 'string',
} as const;

export const USER_OPERATIONS: Operations = {
  CreateUser: onOrganization(
    { Name: 'string', DisplayName: 'string', ...FIRST_SETTINGS },
    Object.keys(FIRST_SETTINGS),
    createUser,
  ),
  DescribeUser: onOrganization({ UserId: 'string' }, [], describeUser),
  UpdateUser: onOrganization({ UserId: 'string', ...SETTINGS }, Object.keys(SETTINGS), updateUser),
  DeleteUser: onOrganization({ UserId: 'string' }, [], deleteUser),
  ListUsers: onOrganization({ ...PAGE, Filters: FILTERS }, [...Object.keys(PAGE), 'Filters'], listUsers),
};

/** The password is not kept: nobody logs in here. */
function createUser(organization: Organization, { Name: name, ...settings }: Settings & { readonly Name: string }) {
  if (!NAME.test(name) || name.length > LONGEST_NAME) {
    const why = `it has letters, digits, "_", "." and "-", at most ${LONGEST_NAME} characters`;
    throw new ServiceError('invalidInput', `Name is ${JSON.stringify(name)}: ${why}.`);
  }
  checkNameIsFree(organization, name);
  const user: User = withSettings(
    {
      id: randomUUID(),
      name,
      displayName: name,
      role: 'USER',
      aliases: [],
      state: 'DISABLED',
      isHidden: false,
      details: {},
    },
    settings,
  );
  return { output: { UserId: user.id }, organization: withEntity(organization, user) };
}

function updateUser(organization: Organization, { UserId, ...settings }: Settings & UserReference) {
  const user = withSettings(findUser(organization, UserId), settings);
  return { output: {}, organization: withEntity(organization, user) };
}

function withSettings(user: User, { DisplayName, Role, HiddenFromGlobalAddressList, ...others }: Settings): User {
  if (Role !== undefined && !ROLES.includes(Role)) {
    throw new ServiceError('invalidInput', `Role is ${JSON.stringify(Role)}, and must be one of ${ROLES.join(', ')}.`);
  }
  const details = Object.entries(others).filter(([name]) => Object.hasOwn(USER_DETAILS, name));
  return {
    ...user,
    displayName: DisplayName ?? user.displayName,
    role: Role ?? user.role,
    isHidden: HiddenFromGlobalAddressList ?? user.isHidden,
    details: { ...user.details, ...(Object.fromEntries(details) as Record<string, string>) },
  };
}

/** That there is no such user is no error. */
function deleteUser(organization: Organization, { UserId }: UserReference) {
  const user = organization.users.find((candidate) => isMeant(candidate, UserId));
  if (!user) return { output: {} };
  checkDisabled(user, 'be deleted');
  return { output: {}, organization: withoutEntity(organization, user.id) };
}

function describeUser(organization: Organization, { UserId }: UserReference) {
  const user = findUser(organization, UserId);
  const { id, name, email, displayName, role, isHidden, details } = user;
  const about = { UserId: id, Name: name, Email: email, DisplayName: displayName, UserRole: role };
  return { output: { ...about, ...stateOf(user), HiddenFromGlobalAddressList: isHidden, ...details } };
}

type Filters = Readonly<Partial<Record<keyof typeof FILTERS, string>>>;

function listUsers(organization: Organization, { Filters = {}, ...input }: PageInput & { readonly Filters?: Filters }) {
  const { UsernamePrefix, DisplayNamePrefix, PrimaryEmailPrefix, State } = Filters;
  const wanted = organization.users.filter(
    ({ name, displayName, email, state }) =>
      startsWith(name, UsernamePrefix) &&
      startsWith(displayName, DisplayNamePrefix) &&
      startsWith(email, PrimaryEmailPrefix) &&
      (State ?? state) === state,
  );
  const { items, ...next } = page('Users', wanted, ({ name }) => name, input);
  const users = items.map((user) => {
    const { id, name, email, displayName, role } = user;
    return { Id: id, Name: name, Email: email, DisplayName: displayName, UserRole: role, ...stateOf(user) };
  });
  return { output: { Users: users, ...next } };
}
