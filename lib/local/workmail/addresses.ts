import { entitiesOf, findEntity, isGroup, withEntity } from './entities';
import { type Operations, onOrganization } from './operation';
import { PAGE, type PageInput, page } from './pages';
import { ServiceError } from './service-error';
import type { Group, Organization, User } from './state';

interface EntityReference {
  readonly EntityId: string;
}

interface EmailInput extends EntityReference {
  readonly Email: string;
}

interface AliasInput extends EntityReference {
  readonly Alias: string;
}

const EMAIL = { EntityId: 'string', Email: 'string' } as const;
const ALIAS = { EntityId: 'string', Alias: 'string' } as const;

/** The addresses of users and groups. Who is registered to WorkMail has one, and can have more. */
export const ADDRESS_OPERATIONS: Operations = {
  RegisterToWorkMail: onOrganization(EMAIL, [], register),
  DeregisterFromWorkMail: onOrganization({ EntityId: 'string' }, [], deregister),
  UpdatePrimaryEmailAddress: onOrganization(EMAIL, [], updatePrimaryEmail),
  DescribeEntity: onOrganization({ Email: 'string' }, [], describeEntity),
  CreateAlias: onOrganization(ALIAS, [], createAlias),
  DeleteAlias: onOrganization(ALIAS, [], deleteAlias),
  ListAliases: onOrganization({ EntityId: 'string', ...PAGE }, Object.keys(PAGE), listAliases),
};

function register(organization: Organization, { EntityId, Email }: EmailInput) {
  const entity = findEntity(organization, EntityId);
  if (entity.state === 'ENABLED') {
    throw new ServiceError('alreadyRegistered', `${entity.name} is registered already, with ${entity.email}.`);
  }
  const email = readNewAddress(organization, Email);
  const enabled = new Date().toISOString();
  return { output: {}, organization: withEntity(organization, { ...entity, state: 'ENABLED', email, enabled }) };
}

function deregister(organization: Organization, { EntityId }: EntityReference) {
  const { email: _, ...entity } = findEnabled(organization, EntityId, 'be deregistered');
  const disabled = new Date().toISOString();
  return {
    output: {},
    organization: withEntity(organization, { ...entity, state: 'DISABLED', disabled, aliases: [] }),
  };
}

/** What was the primary address stays one of the others. */
function updatePrimaryEmail(organization: Organization, { EntityId, Email }: EmailInput) {
  const entity = findEnabled(organization, EntityId, 'have another primary address');
  const { email: before, aliases } = entity;
  const isOwn = aliases.includes(Email.toLowerCase());
  const email = isOwn ? Email.toLowerCase() : readNewAddress(organization, Email);
  const others = [...aliases.filter((alias) => alias !== email), ...(before ? [before] : [])];
  return { output: {}, organization: withEntity(organization, { ...entity, email, aliases: others }) };
}

function describeEntity(organization: Organization, { Email }: { readonly Email: string }) {
  const wanted = Email.toLowerCase();
  const entity = entitiesOf(organization).find(({ email, aliases }) => [email, ...aliases].includes(wanted));
  if (!entity) throw new ServiceError('notFound', `Nobody in ${organization.organizationId} has the address ${Email}.`);
  return { output: { EntityId: entity.id, Name: entity.name, Type: isGroup(entity) ? 'GROUP' : 'USER' } };
}

function createAlias(organization: Organization, { EntityId, Alias }: AliasInput) {
  const entity = findEnabled(organization, EntityId, 'have aliases');
  const aliases = [...entity.aliases, readNewAddress(organization, Alias)];
  return { output: {}, organization: withEntity(organization, { ...entity, aliases }) };
}

function deleteAlias(organization: Organization, { EntityId, Alias }: AliasInput) {
  const entity = findEntity(organization, EntityId);
  const aliases = entity.aliases.filter((alias) => alias !== Alias.toLowerCase());
  return { output: {}, organization: withEntity(organization, { ...entity, aliases }) };
}

function listAliases(organization: Organization, { EntityId, ...input }: EntityReference & PageInput) {
  const { items, ...next } = page('Aliases', findEntity(organization, EntityId).aliases, (alias) => alias, input);
  return { output: { Aliases: items, ...next } };
}

function findEnabled(organization: Organization, reference: string, what: string): User | Group {
  const entity = findEntity(organization, reference);
  if (entity.state === 'ENABLED') return entity;
  throw new ServiceError('entityState', `${entity.name} is DISABLED, and must be ENABLED to ${what}.`);
}

/** As the service's model has it. */
const ADDRESS = /^[a-zA-Z0-9._%+-]{1,64}@[a-zA-Z0-9.-]+\.[a-zA-Z-]{2,}$/;

/** An address that nobody has yet, in a domain of the organization, in lower case. */
function readNewAddress(organization: Organization, given: string): string {
  if (!ADDRESS.test(given)) {
    throw new ServiceError('invalidInput', `${JSON.stringify(given)} is no email address that WorkMail takes.`);
  }
  const address = given.toLowerCase();
  const domain = address.slice(address.indexOf('@') + 1);
  if (!organization.mailDomains.includes(domain)) {
    throw new ServiceError(
      'mailDomainNotFound',
      `${domain} is no mail domain of ${organization.organizationId}. It has ${organization.mailDomains.join(', ')}.`,
    );
  }
  const owner = entitiesOf(organization).find(({ email, aliases }) => [email, ...aliases].includes(address));
  if (owner) throw new ServiceError('emailInUse', `${owner.name} has the address ${address}.`);
  return address;
}
