import { randomBytes } from 'node:crypto';
import { AccessError } from './access-error';
import { evaluate, type PolicyDocument, type Verdict } from './policy';
import { isSignedWith, readClaim, type Scope, type SignedRequest } from './signature';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Who signed a request. */
export interface Principal {
  readonly arn: string;
  isAllowed(action: string, resource: string, context?: Record<string, string>): boolean;
  /** Throws the AccessDeniedException of AWS if it is not allowed. */
  demand(action: string, resource: string, context?: Record<string, string>): void;
}

/**
 * The desk's own user, who may do everything. Fixed, so that a person can export it in a shell:
 * `AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`. It is worth nothing outside this machine.
 */
const ROOT: Credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const ROOT_POLICIES = () => [{ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }];

interface Holder {
  readonly arn: string;
  readonly credentials: Credentials;
  readonly policies: () => readonly PolicyDocument[];
}

/** Who may call the servers of one desk, and what they may do there. */
export class AccessControl {
  readonly account: string;
  readonly root = ROOT;
  private readonly holders = new Map<string, Holder>();

  constructor(options: { account: string }) {
    this.account = options.account;
    this.add({ arn: `arn:aws:iam::${this.account}:root`, credentials: ROOT, policies: ROOT_POLICIES });
  }

  /** Temporary credentials. The policies are read again at each request: what changes in them counts at once. */
  issue(principalArn: string, policies: () => readonly PolicyDocument[]): Credentials {
    const credentials = {
      accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(48).toString('base64'),
    };
    this.add({ arn: principalArn, credentials, policies });
    return credentials;
  }

  revoke(credentials: Credentials): void {
    if (credentials.accessKeyId !== ROOT.accessKeyId) this.holders.delete(credentials.accessKeyId);
  }

  /** Who signed this request; throws an AccessError if nobody whom we know did. */
  authenticate(request: SignedRequest, expected: Scope): Principal {
    const claim = readClaim(request, expected);
    const holder = this.holders.get(claim.accessKeyId);
    if (!holder || holder.credentials.sessionToken !== claim.sessionToken) {
      throw new AccessError(
        'UnrecognizedClientException',
        `The security token included in the request is invalid. On this machine anybody may use AWS_ACCESS_KEY_ID=${ROOT.accessKeyId} AWS_SECRET_ACCESS_KEY=${ROOT.secretAccessKey} without a session token.`,
      );
    }
    if (!isSignedWith(holder.credentials.secretAccessKey, request, claim)) {
      throw new AccessError(
        'InvalidSignatureException',
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
      );
    }
    return principal(holder, { 'aws:PrincipalAccount': this.account, 'aws:RequestedRegion': expected.region });
  }

  private add(holder: Holder): void {
    this.holders.set(holder.credentials.accessKeyId, holder);
  }
}

function principal({ arn, policies }: Holder, about: Record<string, string>): Principal {
  const verdict = (action: string, resource: string, context: Record<string, string> = {}): Verdict =>
    evaluate(policies(), { action, resource, context: { 'aws:PrincipalArn': arn, ...about, ...context } });
  return {
    arn,
    isAllowed: (action, resource, context) => verdict(action, resource, context) === 'allowed',
    demand: (action, resource, context) => {
      const outcome = verdict(action, resource, context);
      if (outcome === 'allowed') return;
      const why =
        outcome === 'explicitDeny'
          ? 'with an explicit deny in an identity-based policy'
          : `because no identity-based policy allows the ${action} action`;
      throw new AccessError(
        'AccessDeniedException',
        `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
      );
    },
  };
}
