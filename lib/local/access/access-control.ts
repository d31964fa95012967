import { randomBytes } from 'node:crypto';
import { AccessError } from './access-error';
import { ChunkSignatures } from './chunk-signatures';
import { evaluate, type PolicyDocument } from './policy';
import { evaluateResourcePolicy } from './resource-policy';
import { type Claim, isSignedWith, readClaim, type Scope, type SignedRequest } from './signature';

/** Credentials as clients of the AWS SDK take them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Who signed a request. */
export interface Principal {
  readonly arn: string;
  isAllowed(action: string, resource: string, about?: Circumstances): boolean;
  /** Throws the AccessDeniedException of AWS if it is not allowed. */
  demand(action: string, resource: string, about?: Circumstances): void;
}

export interface Circumstances {
  /** Further context keys and their values. */
  readonly context?: Readonly<Record<string, string>>;
  /** The resource's own policy: it may allow what the principal's policies do not, and deny what they allow. */
  readonly resourcePolicy?: PolicyDocument;
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

  /** Takes credentials back: calls signed by them are refused from now on. Those of the root stay. */
  revoke(credentials: Credentials): void {
    if (credentials.accessKeyId !== ROOT.accessKeyId) this.holders.delete(credentials.accessKeyId);
  }

  /** Who signed this request; throws an AccessError if nobody whom we know did. */
  authenticate(request: SignedRequest, expected: Scope): Principal {
    return this.principal(this.identify(request, expected).holder, expected);
  }

  /** The same, and what checks the signatures that follow in a body that is signed chunk by chunk. */
  authenticateChunks(request: SignedRequest, expected: Scope): { principal: Principal; signatures: ChunkSignatures } {
    const { holder, claim } = this.identify(request, expected);
    const signatures = new ChunkSignatures(holder.credentials.secretAccessKey, claim);
    return { principal: this.principal(holder, expected), signatures };
  }

  private identify(request: SignedRequest, expected: Scope): { holder: Holder; claim: Claim } {
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
    return { holder, claim };
  }

  private principal(holder: Holder, { region }: Scope): Principal {
    return principal(holder, { 'aws:PrincipalAccount': this.account, 'aws:RequestedRegion': region });
  }

  private add(holder: Holder): void {
    this.holders.set(holder.credentials.accessKeyId, holder);
  }
}

function principal({ arn, policies }: Holder, common: Record<string, string>): Principal {
  /** Why it is not allowed, in the words of AWS. */
  const refusal = (
    action: string,
    resource: string,
    { context, resourcePolicy }: Circumstances,
  ): string | undefined => {
    const wish = { action, resource, context: { 'aws:PrincipalArn': arn, ...common, ...context } };
    const own = evaluate(policies(), wish);
    const ofResource = resourcePolicy ? evaluateResourcePolicy(resourcePolicy, { arn }, wish) : 'implicitDeny';
    if (own === 'explicitDeny') return 'with an explicit deny in an identity-based policy';
    if (ofResource === 'explicitDeny') return 'with an explicit deny in a resource-based policy';
    if (own === 'allowed' || ofResource === 'allowed') return undefined;
    return `because no identity-based policy allows the ${action} action`;
  };
  return {
    arn,
    isAllowed: (action, resource, about = {}) => refusal(action, resource, about) === undefined,
    demand: (action, resource, about = {}) => {
      const why = refusal(action, resource, about);
      if (why === undefined) return;
      throw new AccessError(
        'AccessDeniedException',
        `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
      );
    },
  };
}
