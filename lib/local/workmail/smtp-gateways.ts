import { isDeepStrictEqual } from 'node:util';
import { gatewaysOf } from '../../rules';
import { type Operations, onOrganization } from './operation';
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

interface GatewayInput {
  readonly SmtpGateway: SmtpGateway;
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

function createGateway(organization: Organization, { SmtpGateway: given }: GatewayInput) {
  const gateway = readGateway(given);
  const existing = find(organization, gateway.SmtpGatewayName);
  if (existing && isDeepStrictEqual(existing, gateway)) return { output: {} };
  if (existing) {
    throw new ServiceError(
      'alreadyExists',
      `The SMTP gateway "${gateway.SmtpGatewayName}" exists already, with other settings. Update it, or choose another name.${restsOn('gatewayTwice')}`,
    );
  }
  return { output: {}, organization: withGateways(organization, [...organization.smtpGateways, gateway]) };
}

function updateGateway(organization: Organization, { SmtpGateway: given }: GatewayInput) {
  const gateway = readGateway(given);
  const existing = findOrThrow(organization, gateway.SmtpGatewayName);
  const gateways = organization.smtpGateways.map((other) => (other === existing ? gateway : other));
  return { output: {}, organization: withGateways(organization, gateways) };
}

function describeGateway(organization: Organization, { SmtpGatewayName: name }: GatewayNameInput) {
  return { output: { SmtpGateway: findOrThrow(organization, name) } };
}

function deleteGateway(organization: Organization, { SmtpGatewayName: name }: GatewayNameInput) {
  const gateway = findOrThrow(organization, name);
  const user = organization.outboundRules.find((rule) => gatewaysOf(rule).includes(name));
  if (user) {
    throw new ServiceError(
      'inUse',
      `The outbound rule "${user.Name}" routes to the SMTP gateway "${name}". Delete the rule first.${restsOn('gatewayOfRule')}`,
    );
  }
  const gateways = organization.smtpGateways.filter((other) => other !== gateway);
  return { output: {}, organization: withGateways(organization, gateways) };
}

function listGateways(organization: Organization, input: PageInput) {
  const names = organization.smtpGateways.map(({ SmtpGatewayName }) => SmtpGatewayName);
  const { items, ...next } = page('SmtpGatewayNames', names, (name) => name, input);
  return { output: { SmtpGatewayNames: items, ...next } };
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

// ---- what a gateway must be ---------------------------------------------------------------------

type Check = readonly [path: string, isValid: (gateway: SmtpGateway) => boolean, must: string];

/** The members that the service model marks as required, and what they cannot be otherwise. */
const CHECKS: readonly Check[] = [
  ['SmtpGatewayName', (gateway) => Boolean(gateway.SmtpGatewayName?.trim()), 'must not be empty'],
  ['HostName', (gateway) => /^[^\s/@:]+$/.test(gateway.HostName ?? ''), 'must be the name of a host'],
  ['PortNumber', ({ PortNumber: port }) => port >= 1 && port <= 65535, 'must be from 1 to 65535'],
  ['Enabled', (gateway) => gateway.Enabled !== undefined, 'must be there'],
  [
    'Authentication',
    (gateway) => Object.keys(gateway.Authentication ?? {}).length === 1,
    'must be either UserCredentials or ClientCertificate',
  ],
  [
    'Authentication.UserCredentials.Username',
    ({ Authentication: { UserCredentials: user } }) => !user || Boolean(user.Username),
    'must not be empty',
  ],
  [
    'Authentication.ClientCertificate.CertificateArn',
    ({ Authentication: { ClientCertificate: certificate } }) =>
      !certificate || /^arn:[^:]+:acm:/.test(certificate.CertificateArn ?? ''),
    'must be the ARN of a certificate of AWS Certificate Manager',
  ],
];

/** The gateway as it is kept: checked, and without its password. */
export function readGateway(gateway: SmtpGateway): SmtpGateway {
  const failed = CHECKS.find(([, isValid]) => !isValid(gateway));
  if (failed) throw new ServiceError('invalidInput', `SmtpGateway.${failed[0]} ${failed[2]}.`);
  const { UserCredentials: user } = gateway.Authentication;
  return user ? { ...gateway, Authentication: { UserCredentials: { Username: user.Username } } } : gateway;
}
