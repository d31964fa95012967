import { isDeepStrictEqual } from 'node:util';
import { describeProblem, gatewaysOf, validateSmtpGateway } from '../../rules';
import { type Context, type Operations, onOrganization } from './operation';
import { PAGE, type PageInput, page } from './pages';
import { restsOn, ServiceError } from './service-error';
import type { Structure } from './shapes';
import type { Organization, SmtpGateway } from './state';

export const SMTP_GATEWAY: Structure = {
  SmtpGatewayName: 'string',
  HostName: 'string',
  PortNumber: 'integer',
  Enabled: 'boolean',
  Authentication: {
    UserCredentials: { Username: 'string', Password: 'string' },
    ClientCertificate: { CertificateArn: 'string' },
  },
};

/** As it comes over the wire: with a password, perhaps. */
type GivenGateway = Omit<SmtpGateway, 'Authentication'> & {
  readonly Authentication: SmtpGateway['Authentication'] & {
    readonly UserCredentials?: { readonly Username: string; readonly Password?: string };
  };
};

interface GatewayInput {
  readonly SmtpGateway: GivenGateway;
}

interface GatewayNameInput {
  readonly SmtpGatewayName: string;
}

export const SMTP_GATEWAY_OPERATIONS: Operations = {
  CreateSmtpGateway: onOrganization({ SmtpGateway: SMTP_GATEWAY }, [], createGateway),
  UpdateSmtpGateway: onOrganization({ SmtpGateway: SMTP_GATEWAY }, [], updateGateway),
  DescribeSmtpGateway: onOrganization({ SmtpGatewayName: 'string' }, [], describeGateway),
  DeleteSmtpGateway: onOrganization({ SmtpGatewayName: 'string' }, [], deleteGateway),
  ListSmtpGateways: onOrganization(PAGE, Object.keys(PAGE), listGateways),
};

function createGateway(organization: Organization, { SmtpGateway: given }: GatewayInput, { passwords }: Context) {
  const gateway = readGateway(given);
  const existing = find(organization, gateway.SmtpGatewayName);
  if (existing && isDeepStrictEqual(existing, gateway)) return { output: {} };
  if (existing) {
    throw new ServiceError(
      'alreadyExists',
      `The SMTP gateway "${gateway.SmtpGatewayName}" exists already, with other settings. Update it, or choose another name.${restsOn('gatewayTwice')}`,
    );
  }
  keepPassword(organization, given, passwords);
  return { output: {}, organization: withGateways(organization, [...organization.smtpGateways, gateway]) };
}

function updateGateway(organization: Organization, { SmtpGateway: given }: GatewayInput, { passwords }: Context) {
  const gateway = readGateway(given);
  const existing = findOrThrow(organization, gateway.SmtpGatewayName);
  keepPassword(organization, given, passwords);
  const gateways = organization.smtpGateways.map((other) => (other === existing ? gateway : other));
  return { output: {}, organization: withGateways(organization, gateways) };
}

function describeGateway(organization: Organization, { SmtpGatewayName: name }: GatewayNameInput) {
  return { output: { SmtpGateway: findOrThrow(organization, name) } };
}

function deleteGateway(
  organization: Organization,
  { SmtpGatewayName: name }: GatewayNameInput,
  { passwords }: Context,
) {
  const gateway = findOrThrow(organization, name);
  const user = organization.outboundRules.find((rule) => gatewaysOf(rule).includes(name));
  if (user) {
    throw new ServiceError(
      'inUse',
      `The outbound rule "${user.Name}" routes to the SMTP gateway "${name}". Delete the rule first.${restsOn('gatewayOfRule')}`,
    );
  }
  passwords.delete(organization.organizationId, name);
  const gateways = organization.smtpGateways.filter((other) => other !== gateway);
  return { output: {}, organization: withGateways(organization, gateways) };
}

function listGateways(organization: Organization, input: PageInput) {
  const names = organization.smtpGateways.map(({ SmtpGatewayName }) => SmtpGatewayName);
  const { items, ...next } = page('SmtpGatewayNames', names, (name) => name, input);
  return { output: { SmtpGatewayNames: items, ...next } };
}

function keepPassword(
  { organizationId }: Organization,
  { SmtpGatewayName, Authentication: { UserCredentials: user } }: GivenGateway,
  passwords: Context['passwords'],
): void {
  if (user?.Password !== undefined) passwords.set(organizationId, SmtpGatewayName, user.Password);
}

function withGateways(organization: Organization, smtpGateways: readonly SmtpGateway[]): Organization {
  return { ...organization, smtpGateways };
}

function find({ smtpGateways }: Organization, name: string): SmtpGateway | undefined {
  return smtpGateways.find(({ SmtpGatewayName }) => SmtpGatewayName === name);
}

function findOrThrow(organization: Organization, name: string): SmtpGateway {
  const gateway = find(organization, name);
  if (gateway) return gateway;
  throw new ServiceError('notFound', `The SMTP gateway "${name}" does not exist in ${organization.organizationId}.`);
}

/** The gateway as it is kept: checked, and without its password. */
export function readGateway(gateway: SmtpGateway): SmtpGateway {
  const problems = validateSmtpGateway(gateway);
  if (problems.length > 0) throw new ServiceError('invalidInput', problems.map(describeProblem).join(' '));
  const { UserCredentials: user } = gateway.Authentication;
  return user ? { ...gateway, Authentication: { UserCredentials: { Username: user.Username } } } : gateway;
}
