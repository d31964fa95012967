import { type CheckOptions, isRecord, type Report } from './checks/context';
import { checkNameOf } from './checks/name';
import type { Problem } from './problems';

/** A mail server to which outbound rules can hand messages over. */
export interface SmtpGateway {
  readonly SmtpGatewayName: string;
  readonly HostName: string;
  readonly PortNumber: number;
  readonly Enabled: boolean;
  /** WorkMail's own word on the gateway: given, not taken. */
  readonly Status?: string;
  readonly Authentication: SmtpGatewayAuthentication;
}

export type SmtpGatewayAuthentication =
  | { readonly UserCredentials: { readonly Username: string; readonly Password?: string } }
  | { readonly ClientCertificate: { readonly CertificateArn: string } };

/** Everything that is wrong with a gateway. No problem tells a password. */
export function validateSmtpGateway(gateway: unknown, options: CheckOptions = {}): Problem[] {
  const problems: Problem[] = [];
  const report = (problem: Problem) => problems.push(problem);
  const document: Record<string, unknown> = isRecord(gateway) ? gateway : {};
  checkNameOf('gatewayName', 'SmtpGatewayName', document.SmtpGatewayName, report, options);
  for (const check of CHECKS) check(document, report, options);
  checkAuthentication(document.Authentication, report, options);
  return problems;
}

type Check = (document: Record<string, unknown>, report: Report, options: CheckOptions) => void;

/** A check of one member: what is not unknown must be as it says. */
function member(
  path: string,
  isValid: (value: unknown) => boolean,
  problem: Pick<Problem, 'code' | 'reason' | 'remedy'>,
): Check {
  const [name = ''] = path.split('.').slice(-1);
  return (document, report, { isUnknown }) => {
    const value = document[name];
    if (!isUnknown?.(value) && !isValid(value)) report({ path, value, ...problem });
  };
}

const CHECKS: readonly Check[] = [
  member('HostName', (value) => typeof value === 'string' && /^[^\s/@:]{1,255}$/.test(value), {
    code: 'gatewayHost',
    reason: 'an SMTP gateway is reached by the name of a host',
    remedy: 'Write the host alone, such as smtp.example.com, without a scheme or a port',
  }),
  member('PortNumber', (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65_535, {
    code: 'gatewayPort',
    reason: 'a port is a whole number from 1 to 65535',
    remedy: 'Give the port at which the gateway speaks TLS, mostly 587 or 465',
  }),
  member('Enabled', (value) => typeof value === 'boolean', {
    code: 'gatewayEnabled',
    reason: 'a gateway is in use or not',
    remedy: 'Give true or false',
  }),
];

const checkUsername = member(
  'Authentication.UserCredentials.Username',
  (value) => typeof value === 'string' && value.trim() !== '',
  {
    code: 'gatewayUsername',
    reason: 'WorkMail signs in at a gateway with a user name',
    remedy: 'Give the one that the gateway knows',
  },
);

const checkCertificate = member(
  'Authentication.ClientCertificate.CertificateArn',
  (value) => typeof value === 'string' && /^arn:[^:]+:acm:/.test(value),
  {
    code: 'gatewayCertificate',
    reason: 'the certificate of a client is one of AWS Certificate Manager',
    remedy: 'Give its ARN',
  },
);

function checkAuthentication(value: unknown, report: Report, options: CheckOptions): void {
  if (options.isUnknown?.(value)) return;
  const { UserCredentials: user, ClientCertificate: certificate, ...others } = isRecord(value) ? value : {};
  if (Object.keys(others).length === 0 && isRecord(user) !== isRecord(certificate)) {
    if (isRecord(user)) checkUsername(user, report, options);
    if (isRecord(certificate)) checkCertificate(certificate, report, options);
    return;
  }
  report({
    code: 'gatewayAuthentication',
    path: 'Authentication',
    // Not the value, in which a password may stand.
    value: Object.keys(isRecord(value) ? value : {}),
    reason: 'WorkMail signs in either as a user or with a certificate',
    remedy: 'Give UserCredentials or ClientCertificate',
  });
}
