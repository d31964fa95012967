import { Arn, ArnFormat, CustomResource, Names, type ResourceEnvironment, Stack, Token } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { failAt } from './errors';
import { Provider } from './provider';
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

  public get organizationArn(): string {
    const stack = Stack.of(this);
    const { account, region } = this.env;
    return stack.formatArn({
      service: 'workmail',
      region,
      account,
      resource: 'organization',
      resourceName: this.organizationId,
    });
  }
}

const ORGANIZATION_ID = /^m-[0-9a-f]{32}$/;

class ImportedOrganization extends Organization {
  public readonly organizationId: string;
  public readonly env: ResourceEnvironment;

  constructor(scope: Construct, id: string, organizationId: string, env: ResourceEnvironment) {
    super(scope, id);
    this.organizationId = organizationId;
    this.env = env;
    if (Token.isUnresolved(organizationId) || ORGANIZATION_ID.test(organizationId)) return;
    failAt(this, {
      code: 'organizationId',
      path: 'organizationId',
      value: organizationId,
      reason: 'an organization id is m- and 32 hexadecimal digits',
      remedy: 'Copy it from the WorkMail console, or use Organization.fromOrganizationAlias',
    });
  }
}

class OrganizationByAlias extends Organization {
  public readonly organizationId: string;
  public readonly env: ResourceEnvironment;

  constructor(scope: Construct, id: string, organizationAlias: string) {
    super(scope, id);
    this.env = Stack.of(this).env;
    if (!Token.isUnresolved(organizationAlias) && organizationAlias.trim() === '') {
      failAt(this, {
        code: 'organizationAlias',
        path: 'organizationAlias',
        value: organizationAlias,
        reason: 'an organization is looked up by the alias that the WorkMail console shows',
        remedy: 'Give the alias',
      });
    }
    const provider = Provider.of(this);
    const lookup = new CustomResource(this, 'Lookup', {
      resourceType: 'Custom::WorkMailOrganization',
      serviceToken: provider.serviceToken,
      serviceTimeout: provider.serviceTimeout,
      properties: { Alias: organizationAlias },
    });
    lookup.node.addDependency(provider.grantListOrganizations());
    this.organizationId = lookup.getAttString('OrganizationId');
  }
}

function splitArn(
  scope: Construct,
  id: string,
  arn: string,
): { organizationId: string; region?: string; account?: string } {
  if (!Token.isUnresolved(arn) && !/^arn:[^:]+:workmail:[^:]*:[^:]*:organization\/m-[0-9a-f]{32}$/.test(arn)) {
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

/**
 * Text that is the same for the same organization, safe in a construct id: the id itself where it is known, else the
 * path of the construct that looks it up.
 */
export function organizationKey(organization: IOrganization): string {
  const { organizationId } = organization;
  if (!Token.isUnresolved(organizationId)) return organizationId.replace('-', '');
  if (organization instanceof OrganizationByAlias) return Names.nodeUniqueId(organization.node);
  return shortHash(JSON.stringify(Stack.of(organization).resolve(organizationId)));
}
