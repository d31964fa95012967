import { WORKMAIL_REGIONS } from '../rules';
import { meaningOf } from '../workmail-api';
import { type Endpoint, SERVICE_TITLES, type Service } from './endpoint';
import { AdministrationError, type AdministrationErrorCode } from './error';

/** A call that did not succeed, and what is known about it. */
export interface FailedCall {
  /** As IAM calls it: `workmail:ListInboundMailFlowRules`. */
  readonly action: string;
  readonly service: Service;
  /** Where it is, if not where AWS has it. */
  readonly endpoint?: Endpoint;
  readonly region: string;
  readonly profile?: string;
  readonly organizationId?: string;
  readonly error: unknown;
}

/** What a failed call means for a person who has to do something about it. */
export function explainFailure(call: FailedCall): AdministrationError {
  if (call.error instanceof AdministrationError) return call.error;
  const { name = '', message = '' } = Object(call.error) as Partial<Error>;
  const meaning = meaningOf(call.error);
  if (meaning === 'unknown' && isUnreadable(call.error)) return unreadable(call, message);
  const { code, problem, remedy } = EXPLANATIONS[meaning]?.({ ...call, name, message }) ?? unknown(call, name, message);
  return new AdministrationError(code, sentence(problem), sentence(remedy), meaning);
}

interface Explained {
  readonly code: AdministrationErrorCode;
  readonly problem: string;
  readonly remedy: string;
}

type Explain = (call: FailedCall & { readonly name: string; readonly message: string }) => Explained;

const EXPLANATIONS: Readonly<Partial<Record<ReturnType<typeof meaningOf>, Explain>>> = {
  notAuthenticated: ({ name, message, profile }) => {
    if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
      return {
        code: 'NO_CREDENTIALS',
        problem: `No credentials of AWS can be had${profile === undefined ? '' : ` for the profile ${JSON.stringify(profile)}`}: ${message}`,
        remedy:
          'Sign in with AWS’s command line, name a profile with --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (for the local WorkMail as `workmail-flow local` prints them)',
      };
    }
    if (/expired/i.test(`${name} ${message}`)) {
      const remedy = 'Sign in again. If the credentials are new, set this machine’s clock';
      return { code: 'CREDENTIALS_EXPIRED', problem: `The credentials have expired: ${message}`, remedy };
    }
    const remedy = 'Check the profile or the variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN';
    return { code: 'CREDENTIALS_REFUSED', problem: `The credentials are not accepted: ${name}: ${message}`, remedy };
  },
  organizationNotFound: ({ region, organizationId, message }) => ({
    code: 'ORGANIZATION_NOT_FOUND',
    problem: `There is no organization ${organizationId ?? 'of that id'} in ${region} of this account: ${message}`,
    remedy: `Check the id, the account, and the Region (--region; WorkMail runs in ${WORKMAIL_REGIONS.join(', ')})`,
  }),
  wrongState: ({ organizationId, message }) => ({
    code: 'ORGANIZATION_NOT_ACTIVE',
    problem: `The organization ${organizationId} cannot be asked: ${message}`,
    remedy: 'Look at its state in the WorkMail console: it has to be active',
  }),
  accessDenied: ({ action, message }) => ({
    code: 'ACCESS_DENIED',
    problem: `${action} is not allowed to these credentials: ${message}`,
    remedy: `Ask for the right ${action}, or use other credentials (--profile)`,
  }),
  unknownOperation: ({ action, message }) => ({
    code: 'OPERATION_REFUSED',
    problem: `WorkMail does not know ${action} here: ${message}`,
    remedy:
      'WorkMail’s operations for email flow rules are not in AWS’s public SDK; IAM documents them, and nobody has proven them outside of the console. Ask AWS Support for access. Until then declare rules with provisioning: Provisioning.CONSOLE, which deploys everything else and prints what to enter in the console',
  }),
  comeBackLater: ({ action, name, message }) => {
    const isThrottled = /thrott|limit|slow|too\s?many/i.test(name);
    return {
      code: isThrottled ? 'THROTTLED' : 'SERVICE_FAILED',
      problem: `${action} was ${isThrottled ? 'called too often' : 'not answered'} at every attempt: ${name}: ${message}`,
      remedy: 'Try again in a minute',
    };
  },
  unreachable: ({ action, region, endpoint, name, message }) => ({
    code: 'UNREACHABLE',
    problem: `${action} in ${region} cannot be reached: ${message || name}`,
    remedy: endpoint
      ? `Check ${endpoint.source}, which is ${endpoint.url}: a local WorkMail has other ports after each start, unless it is given --port`
      : 'Check the network; a WorkMail on this machine is named with --endpoint-url or AWS_ENDPOINT_URL_WORKMAIL',
  }),
};

function unknown({ action }: FailedCall, name: string, message: string): Explained {
  return {
    code: 'REFUSED',
    problem: `${action} was refused with ${name || 'an error without a name'}: ${message}`,
    remedy: 'This is the service’s own answer; mend what it names',
  };
}

/** Something else than the service may answer: what it says is then not what the client can read. */
function isUnreadable(error: unknown): boolean {
  const { name, message, code } = Object(error) as { name?: unknown; message?: unknown; code?: unknown };
  return (
    name === 'SyntaxError' ||
    name === 'Unknown' ||
    message === 'Unknown' ||
    code === 'EPROTO' ||
    String(code).startsWith('HPE_') ||
    String(message).includes('Deserialization error')
  );
}

function unreadable({ action, service, endpoint, region, error }: FailedCall, message: string): AdministrationError {
  const title = SERVICE_TITLES[service];
  const { $metadata } = Object(error) as { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  const reason = sentence(message.split('\n')[0]!);
  return new AdministrationError(
    'ANSWER_UNREADABLE',
    `What answers at ${endpoint?.url ?? `the endpoint of AWS in ${region}`} is no ${title}: its answer to ${action}${status === undefined ? '' : ` (HTTP status ${status})`} cannot be read: ${reason}`,
    endpoint
      ? `Check ${endpoint.source}: \`workmail-flow local\` prints where its services are`
      : 'Check the network: a proxy or a portal may answer in the place of AWS',
    'unreachable',
  );
}

/** Without the full stop that is put after it, and on one line. */
function sentence(text: string): string {
  return text
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
}
