import { WORKMAIL_REGIONS } from '../rules';
import { meaningOf } from '../workmail-api';
import { AdministrationError, type AdministrationErrorCode } from './error';

/** A call that did not succeed, and what is known about it. */
export interface FailedCall {
  /** As IAM calls it: `workmail:ListInboundMailFlowRules`. */
  readonly action: string;
  readonly region: string;
  readonly profile?: string;
  readonly organizationId?: string;
  readonly error: unknown;
}

/** What a failed call means for a person who has to do something about it. */
export function explainFailure(call: FailedCall): AdministrationError {
  if (call.error instanceof AdministrationError) return call.error;
  const meaning = meaningOf(call.error);
  const { name = '', message = '' } = Object(call.error) as Partial<Error>;
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
  unreachable: ({ action, region, name, message }) => ({
    code: 'UNREACHABLE',
    problem: `${action} in ${region} cannot be reached: ${message || name}`,
    remedy:
      'Check the network and the endpoint (--endpoint-url, AWS_ENDPOINT_URL_WORKMAIL): a local WorkMail has another port after each start, unless it is given --port',
  }),
};

function unknown({ action }: FailedCall, name: string, message: string): Explained {
  return {
    code: 'REFUSED',
    problem: `${action} was refused with ${name || 'an error without a name'}: ${message}`,
    remedy: 'This is the service’s own answer; mend what it names',
  };
}

/** Without the full stop that is put after it, and on one line. */
function sentence(text: string): string {
  return text
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
}
