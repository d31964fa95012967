import { isDeepStrictEqual } from 'node:util';
import { type Difference, type Problem, type SmtpGateway, validateSmtpGateway } from '../../rules';
import { digest, type Nature, type Wanted } from '../entity';
import { GATEWAY_REFUSALS } from './refusals';
import type { SecretReference } from './secret-reference';

export interface GatewayDocument {
  readonly gateway: SmtpGateway;
  /** Unknown of a gateway that WorkMail describes: it keeps the password to itself. */
  readonly secret?: SecretReference;
}

type Properties = Readonly<Record<string, unknown>>;

/** Reads the properties of a `Custom::WorkMailSmtpGateway`, of which CloudFormation made texts. */
export function readGatewayProperties(properties: Properties): Wanted<GatewayDocument> {
  const given = Object(properties.SmtpGateway) as SmtpGateway;
  const { PortNumber, Enabled } = given as { PortNumber: unknown; Enabled: unknown };
  const gateway = {
    ...given,
    PortNumber: /^\d+$/.test(String(PortNumber)) ? Number(PortNumber) : (PortNumber as number),
    Enabled: ['true', 'false'].includes(String(Enabled)) ? String(Enabled) === 'true' : (Enabled as boolean),
  };
  const organizationId = String(properties.OrganizationId ?? '');
  return {
    identity: { organizationId, kind: 'SMTP_GATEWAY', name: String(gateway.SmtpGatewayName ?? '') },
    document: { gateway, secret: properties.PasswordSecret as SecretReference | undefined },
    adoptExisting: String(properties.AdoptExisting) === 'true',
    inConsole: false,
  };
}

export const GATEWAY_NATURE: Nature<GatewayDocument> = {
  same: (a, b) => settingsKey(a) === settingsKey(b),
  differences: (live, declared) => {
    const [left, right] = [settingsOf(live), settingsOf(declared)];
    const paths = Object.keys(right) as (keyof typeof right)[];
    return paths.flatMap((path): Difference[] =>
      left[path] === right[path] ? [] : [{ path, left: left[path], right: right[path] }],
    );
  },
  hash: (document) => digest(settingsKey(document)),
  problems: ({ gateway, secret }) => [...validateSmtpGateway(gateway), ...secretProblems(secret)],
  restored: ({ gateway }, declared) => ({ gateway, secret: declared?.secret }),
  isReadableWhole: false,
  sameUnreadable: (a, b) => isDeepStrictEqual(a.secret, b.secret),
  isCreateIdempotent: true,
  isTakenByChange: false,
  existsCode: 'gatewayExists',
  wayAround: 'choose another name',
  refusals: GATEWAY_REFUSALS,
};

/** All of a gateway that can be compared. Letter case does not count in the name of a host. */
function settingsOf({ gateway }: GatewayDocument) {
  const { UserCredentials: user, ClientCertificate: certificate } = Object(gateway.Authentication) as {
    UserCredentials?: { Username?: string };
    ClientCertificate?: { CertificateArn?: string };
  };
  return {
    SmtpGatewayName: gateway.SmtpGatewayName,
    HostName: String(gateway.HostName).toLowerCase(),
    PortNumber: gateway.PortNumber,
    Enabled: gateway.Enabled,
    'Authentication.UserCredentials.Username': user?.Username,
    'Authentication.ClientCertificate.CertificateArn': certificate?.CertificateArn,
  };
}

function settingsKey(document: GatewayDocument): string {
  return JSON.stringify(settingsOf(document));
}

function secretProblems(secret: SecretReference | undefined): Problem[] {
  if (typeof secret?.SecretId === 'string' && secret.SecretId !== '') return [];
  return [
    {
      code: 'gatewaySecret',
      path: 'PasswordSecret.SecretId',
      value: secret?.SecretId,
      reason: 'the password of a gateway stands in a secret of Secrets Manager',
      remedy: 'Give its ARN',
    },
  ];
}
