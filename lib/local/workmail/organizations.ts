import { randomBytes } from 'node:crypto';
import {
  type Context,
  checkOrganizationId,
  type Effect,
  findOrganization,
  type Operations,
  onOrganization,
  organizationArn,
} from './operation';
import { PAGE, type PageInput, page } from './pages';
import { ServiceError } from './service-error';
import type { Organization, State } from './state';

interface CreateInput {
  readonly Alias: string;
  readonly OrganizationId?: string;
  readonly ClientToken?: string;
  readonly DirectoryId?: string;
  readonly Domains?: readonly { readonly DomainName?: string }[];
}

export const ORGANIZATION_OPERATIONS: Operations = {
  CreateOrganization: {
    input: { Alias: 'string', ClientToken: 'string', DirectoryId: 'string', Domains: [{ DomainName: 'string' }] },
    required: ['Alias'],
    run: createOrganization,
  },
  ListOrganizations: { input: PAGE, required: [], run: listOrganizations },
  DescribeOrganization: {
    input: { OrganizationId: 'string' },
    required: ['OrganizationId'],
    run: describeOrganization,
  },
  DeleteOrganization: onOrganization({ DeleteDirectory: 'boolean' }, [], deleteOrganization),
};

/** As the service's public model has it. */
const ALIAS = /^(?!d-)[0-9a-zA-Z]+(-[0-9a-zA-Z]+)*$/;
const LONGEST_ALIAS = 62;
const DOMAIN = /^[a-zA-Z0-9.-]{3,209}$/;

const NOTHING = { inboundRules: [], outboundRules: [], smtpGateways: [], users: [], groups: [] };

/** Also what a program calls to set the desk up; it alone may choose the id. */
export function createOrganization(input: CreateInput, { state }: Pick<Context, 'state'>): Effect {
  const { Alias: alias, ClientToken: clientToken, DirectoryId: directoryId } = input;
  const repeated = [...state.values()].find((other) => clientToken !== undefined && other.clientToken === clientToken);
  if (repeated) return { output: { OrganizationId: repeated.organizationId } };
  if (!ALIAS.test(alias) || alias.length > LONGEST_ALIAS) {
    throw new ServiceError(
      'invalidInput',
      `Alias is ${JSON.stringify(alias)}: an alias has letters and digits with single hyphens between them, at most ${LONGEST_ALIAS} characters.`,
    );
  }
  if (directoryId !== undefined) {
    throw new ServiceError('invalidInput', 'DirectoryId: the local WorkMail has no directories. Leave it out.');
  }
  if (
    [...state.values()].some((other) => other.state === 'Active' && other.alias.toLowerCase() === alias.toLowerCase())
  ) {
    throw new ServiceError('alreadyExists', `Another organization has the alias "${alias}".`);
  }
  const organizationId = input.OrganizationId ?? `m-${randomBytes(16).toString('hex')}`;
  checkOrganizationId(organizationId);
  if (state.has(organizationId)) {
    throw new ServiceError('alreadyExists', `There is an organization ${organizationId} already.`);
  }
  const testDomain = `${alias.toLowerCase()}.awsapps.com`;
  const domains = (input.Domains ?? []).map(({ DomainName }) => readNewDomain(DomainName, state));
  const organization: Organization = {
    organizationId,
    alias,
    state: 'Active',
    created: new Date().toISOString(),
    ...(clientToken === undefined ? {} : { clientToken }),
    defaultMailDomain: testDomain,
    mailDomains: [testDomain, ...domains],
    ...NOTHING,
  };
  return { output: { OrganizationId: organizationId }, organization };
}

/** A domain that no organization has yet, in lower case. */
export function readNewDomain(name: string | undefined, state: State): string {
  if (!DOMAIN.test(name ?? '')) {
    throw new ServiceError(
      'invalidInput',
      `DomainName is ${JSON.stringify(name) ?? 'missing'}, and must be a domain name.`,
    );
  }
  const domain = String(name).toLowerCase();
  const owner = [...state.values()].find((other) => other.state === 'Active' && other.mailDomains.includes(domain));
  if (!owner) return domain;
  throw new ServiceError(
    'mailDomainInUse',
    `The mail domain ${domain} belongs to organization ${owner.organizationId}.`,
  );
}

function listOrganizations(input: PageInput, { state }: Context): Effect {
  const { items, ...next } = page('Organizations', [...state.values()], ({ organizationId }) => organizationId, input);
  const summaries = items.map((organization) => ({
    OrganizationId: organization.organizationId,
    Alias: organization.alias,
    DefaultMailDomain: organization.defaultMailDomain,
    State: organization.state,
  }));
  return { output: { OrganizationSummaries: summaries, ...next } };
}

function describeOrganization({ OrganizationId }: { OrganizationId: string }, context: Context): Effect {
  const organization = findOrganization(OrganizationId, context.state);
  return {
    output: {
      OrganizationId,
      Alias: organization.alias,
      State: organization.state,
      DefaultMailDomain: organization.defaultMailDomain,
      CompletedDate: Date.parse(organization.created) / 1000,
      ARN: organizationArn(OrganizationId, context),
    },
  };
}

function deleteOrganization(organization: Organization): Effect {
  return {
    output: { OrganizationId: organization.organizationId, State: 'Deleted' },
    organization: { ...organization, state: 'Deleted', ...NOTHING, emailMonitoring: undefined },
  };
}
