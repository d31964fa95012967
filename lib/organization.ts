import { Arn, ArnFormat, CustomResource, type ResourceEnvironment, Stack, Token } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { failAt } from './errors';
import { grantMessageContent, READ_ACTIONS, READ_WRITE_ACTIONS } from './message-content';
import type { MessageContentGrantOptions } from './message-content-grant-options';
import { Provider } from './provider';
import { ORGANIZATION_ARN, ORGANIZATION_ID, ORGANIZATION_RESOURCE_TYPE, type Problem } from './rules';
import { shortHash } from './short-hash';

/** An Amazon WorkMail organization. */
export interface IOrganization extends IConstruct {
  /** The organization's id: `m-` and 32 hexadecimal digits; a token where it is looked up. */
  readonly organizationId: string;

  /** `arn:PARTITION:workmail:REGION:ACCOUNT:organization/ORGANIZATION_ID`. */
  readonly organizationArn: string;

  /**
   * The Region and account of the organization, as far as they are known at synth. Rules and the functions they run are
   * deployed there.
   */
  readonly env: ResourceEnvironment;

  /**
   * Lets somebody read the content of messages of the organization (`GetRawMessageContent`), who is no rule's function: a
   * worker that a function hands its messages to. Messages can be read for up to 24 hours.
   */
  grantReadMessageContent(grantee: IGrantable, options?: MessageContentGrantOptions): Grant;

  /**
   * Lets somebody read the content of messages of the organization and give changed ones back (`PutRawMessageContent`).
   * WorkMail takes a changed message only while a synchronous rule waits for its function, and from a bucket only:
   * {@link UpdatedMessageBucket.grantPutUpdatedMessages}.
   */
  grantReadWriteMessageContent(grantee: IGrantable, options?: MessageContentGrantOptions): Grant;
}

/**
 * Amazon WorkMail organizations that exist. CloudFormation cannot make one, and WorkMail takes no new customers since
 * 2026-04-30; it ends on 2027-03-31.
 */
export abstract class Organization extends Construct implements IOrganization {
  /**
   * The organization with an id, in the stack's own account and Region.
   *
   * @param organizationId `m-` and 32 hexadecimal digits, as the WorkMail console shows it. Anything else that is not a
   *   token is an error (`organizationId`).
   */
  public static fromOrganizationId(scope: Construct, id: string, organizationId: string): IOrganization {
    return new ImportedOrganization(scope, id, organizationId, Stack.of(scope).env);
  }

  /**
   * The organization with an ARN.
   *
   * @param organizationArn `arn:PARTITION:workmail:REGION:ACCOUNT:organization/ORGANIZATION_ID`. The Region must be one
   *   of WorkMail's: us-east-1, us-west-2, eu-west-1.
   */
  public static fromOrganizationArn(scope: Construct, id: string, organizationArn: string): IOrganization {
    const parts = splitArn(scope, id, organizationArn);
    const stack = Stack.of(scope);
    const env = { account: parts.account || stack.account, region: parts.region || stack.region };
    return new ImportedOrganization(scope, id, parts.organizationId, env);
  }

  /**
   * The organization with an alias, in the stack's own account and Region. Its id is looked up when the stack deploys,
   * by the provider function, for which AWS documents the right `workmail:ListOrganizations` on `*` only. An alias that
   * no active organization has fails the deployment (`organizationAliasNotFound`). Letter case does not count.
   */
  public static fromOrganizationAlias(scope: Construct, id: string, organizationAlias: string): IOrganization {
    return new OrganizationByAlias(scope, id, organizationAlias);
  }

  public abstract readonly organizationId: string;
  public abstract readonly env: ResourceEnvironment;

  /** Worked out once: every rule asks for it. */
  private arn?: string;

  public get organizationArn(): string {
    const { account, region } = this.env;
    const resourceName = this.organizationId;
    this.arn ??= Stack.of(this).formatArn({
      service: 'workmail',
      region,
      account,
      resource: 'organization',
      resourceName,
    });
    return this.arn;
  }

  public grantReadMessageContent(grantee: IGrantable, options: MessageContentGrantOptions = {}): Grant {
    return grantMessageContent(this, grantee, READ_ACTIONS, options);
  }

  public grantReadWriteMessageContent(grantee: IGrantable, options: MessageContentGrantOptions = {}): Grant {
    return grantMessageContent(this, grantee, READ_WRITE_ACTIONS, options);
  }
}

class ImportedOrganization extends Organization {
  public readonly organizationId: string;
  public readonly env: ResourceEnvironment;

  constructor(scope: Construct, id: string, organizationId: string, env: ResourceEnvironment) {
    super(scope, id);
    this.organizationId = organizationId;
    this.env = env;
    const problems = organizationIdProblems('organizationId', organizationId);
    if (problems.length > 0) failAt(this, ...problems);
  }
}

class OrganizationByAlias extends Organization {
  public readonly organizationId: string;
  public readonly env: ResourceEnvironment;

  constructor(
    scope: Construct,
    id: string,
    public readonly organizationAlias: string,
  ) {
    super(scope, id);
    this.env = Stack.of(this).env;
    if (!Token.isUnresolved(organizationAlias) && !isAlias(organizationAlias)) {
      failAt(this, {
        code: 'organizationAlias',
        path: 'organizationAlias',
        value: organizationAlias,
        reason: 'an organization is looked up by its alias, the first part of ALIAS.awsapps.com',
        remedy: 'Copy it from the WorkMail console',
      });
    }
    const provider = Provider.of(this);
    const lookup = new CustomResource(this, 'Lookup', {
      resourceType: ORGANIZATION_RESOURCE_TYPE,
      serviceToken: provider.serviceToken,
      serviceTimeout: provider.serviceTimeout,
      properties: { Alias: organizationAlias },
    });
    lookup.node.addDependency(provider.grantListOrganizations());
    this.organizationId = lookup.getAttString('OrganizationId');
  }
}

/** What WorkMail takes when an organization is made: letters, digits and hyphens, at most 62. */
function isAlias(alias: unknown): boolean {
  return typeof alias === 'string' && /^[a-z0-9][a-z0-9-]{0,61}$/i.test(alias);
}

function splitArn(
  scope: Construct,
  id: string,
  arn: string,
): { organizationId: string; region?: string; account?: string } {
  if (!Token.isUnresolved(arn) && !ORGANIZATION_ARN.test(arn)) {
    failAt(scope, {
      code: 'organizationArn',
      path: `${id}.organizationArn`,
      value: arn,
      reason: 'it is not the ARN of a WorkMail organization',
      remedy: 'Write arn:aws:workmail:REGION:ACCOUNT:organization/m-…',
    });
  }
  const parts = Arn.split(arn, ArnFormat.SLASH_RESOURCE_NAME);
  return { organizationId: parts.resourceName ?? '', region: parts.region, account: parts.account };
}

/** What is wrong with something that was given as an organization. */
export function organizationProblems(organization: unknown): Problem[] {
  const { organizationId, organizationArn, env } = (organization ?? {}) as Partial<IOrganization>;
  if (!Construct.isConstruct(organization) || !organizationId || !organizationArn || !env) {
    return [
      {
        code: 'organization',
        path: 'organization',
        value: organization,
        reason: 'a rule belongs to an organization',
        remedy: 'Give Organization.fromOrganizationId(…)',
      },
    ];
  }
  return organizationIdProblems('organization.organizationId', organizationId);
}

function organizationIdProblems(path: string, organizationId: string): Problem[] {
  if (Token.isUnresolved(organizationId) || ORGANIZATION_ID.test(organizationId)) return [];
  return [
    {
      code: 'organizationId',
      path,
      value: organizationId,
      reason: 'an organization id is m- and 32 hexadecimal digits',
      remedy: 'Copy it from the WorkMail console, or use Organization.fromOrganizationAlias',
    },
  ];
}

/** Text that is the same for the same organization within a stack, and safe in a construct id. */
export function organizationKey(organization: IOrganization): string {
  const { organizationId } = organization;
  if (!Token.isUnresolved(organizationId)) return organizationId.replace('-', '');
  const stack = Stack.of(organization);
  if (!(organization instanceof OrganizationByAlias)) return shortHash(JSON.stringify(stack.resolve(organizationId)));
  return `Alias${shortHash(JSON.stringify(stack.resolve(organization.organizationAlias)).toLowerCase())}`;
}

/**
 * Text that is the same for the same organization within an app. Ids are unique, and so are aliases, being part of a
 * host name; what a token stands for is known to be the same within its stack only.
 */
export function organizationIdentity(organization: IOrganization): string {
  const { organizationId } = organization;
  const known = organization instanceof OrganizationByAlias ? organization.organizationAlias : organizationId;
  const key = organizationKey(organization);
  return Token.isUnresolved(known) ? `${Stack.of(organization).node.path} ${key}` : key;
}
