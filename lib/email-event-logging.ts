import { CfnResource, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IRole, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import { failAt } from './errors';
import { type IOrganization, organizationIdentity, organizationKey, organizationProblems } from './organization';
import { checkPlace, requireSamePlace } from './place';
import { checkProps, optionProblems } from './props-check';
import { Provider } from './provider';
import { removalPolicyOf } from './removal-policy';
import { renderOnce } from './rendered-reference';
import { dependOn } from './resource-dependency';
import { EVENT_LOG_PRINCIPAL, EVENT_LOGGING_RESOURCE_TYPE } from './rules';

/** Properties of {@link EmailEventLogging}. */
export interface EmailEventLoggingProps {
  /** The organization whose email event log is switched on. There can be one for an organization. */
  readonly organization: IOrganization;

  /**
   * Where the log goes: a log group of the organization's own Region and account.
   *
   * @default - a log group of its own, which outlives the stack
   */
  readonly logGroup?: ILogGroup;

  /**
   * How long a log group of its own keeps events.
   *
   * @default RetentionDays.ONE_MONTH, as WorkMail's console sets it
   */
  readonly retention?: RetentionDays;

  /**
   * The role that WorkMail writes the log with: `events.workmail.amazonaws.com` must be able to assume it, and it must be
   * allowed `logs:CreateLogStream` and `logs:PutLogEvents` on the log group. A given role is not changed.
   *
   * @default - a role of its own with these rights
   */
  readonly role?: IRole;

  /**
   * Take over the configuration that stands. It must name the same log group and role, else the deployment fails and says
   * what differs: adoption changes nothing. Nothing to adopt is an error too.
   *
   * @default false - a configuration that stands already fails the deployment
   */
  readonly adoptExisting?: boolean;

  /**
   * What becomes of the configuration when it leaves the stack. RETAIN keeps the role of its own too. A configuration
   * that somebody set meanwhile is never removed.
   *
   * @default - RETAIN with `adoptExisting`; else what the app says of all resources (`MissingRemovalPolicies`), else DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * WorkMail's email event log for an organization, in CloudWatch Logs: what mail came, went and bounced, and which rule
 * applied to it (`RULE_APPLIED`). The CloudFormation resource `Custom::WorkMailEmailEventLogging`.
 *
 * A configuration that stands already fails the deployment (`eventLoggingExists`): there is only one for an organization,
 * and WorkMail would overwrite it.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { EmailEventLogging, IOrganization, MailFlowDashboard, MailFlowFunction } from 'cdk-workmail-flow';
 *
 * declare const stack: Stack;
 * declare const organization: IOrganization;
 * declare const screening: MailFlowFunction;
 *
 * const eventLogging = new EmailEventLogging(stack, 'EventLog', { organization });
 * new MailFlowDashboard(stack, 'Dashboard', { functions: [screening], eventLogging });
 */
export class EmailEventLogging extends Construct {
  /** Where the log goes. */
  public readonly logGroup: ILogGroup;

  /** The role that WorkMail writes the log with. */
  public readonly role: IRole;

  constructor(scope: Construct, id: string, props: EmailEventLoggingProps) {
    super(scope, id);
    if (new.target === EmailEventLogging) checkProps(this, 'emailEventLogging', props);
    const problems = [...organizationProblems(props.organization), ...optionProblems(props)];
    if (problems.length > 0) failAt(this, ...problems);
    const { organization } = props;
    checkPlace(this, organization);
    requireOnlyOne(this, organization);
    this.logGroup = props.logGroup ? checkLogGroup(this, props) : createLogGroup(this, props);
    this.role = props.role ? checkRole(this, props.role) : createRole(this, this.logGroup);

    const provider = Provider.of(this);
    const resource = new CfnResource(this, 'Resource', {
      type: EVENT_LOGGING_RESOURCE_TYPE,
      properties: {
        ServiceToken: renderOnce(Stack.of(this), provider.serviceToken),
        ServiceTimeout: provider.serviceTimeout.toSeconds(),
        OrganizationId: organization.organizationId,
        LogGroupArn: this.logGroup.logGroupArn,
        RoleArn: this.role.roleArn,
        ...(props.adoptExisting && { AdoptExisting: true }),
      },
    });
    const right = { key: organizationKey(organization), arn: organization.organizationArn };
    dependOn(resource, provider.grantEventLogging(right, this.role.roleArn));
    // With the policies that it has by then.
    resource.node.addDependency(this.role);
    const removalPolicy = removalPolicyOf(props);
    if (!removalPolicy) return;
    resource.applyRemovalPolicy(removalPolicy);
    if (!props.role) this.role.applyRemovalPolicy(removalPolicy);
  }
}

const organizationsOfApp = new WeakMap<IConstruct, Map<string, EmailEventLogging>>();

function requireOnlyOne(logging: EmailEventLogging, organization: IOrganization): void {
  const known = organizationsOfApp.get(logging.node.root) ?? new Map<string, EmailEventLogging>();
  organizationsOfApp.set(logging.node.root, known);
  const identity = organizationIdentity(organization);
  const other = known.get(identity);
  if (other) {
    failAt(logging, {
      code: 'eventLoggingTwice',
      path: 'organization',
      value: organization.node.path,
      reason: `an organization has one email event log, and ${other.node.path} switches it on`,
      remedy: 'Leave one of them out',
    });
  }
  known.set(identity, logging);
}

function createLogGroup(scope: Construct, { retention = RetentionDays.ONE_MONTH }: EmailEventLoggingProps): LogGroup {
  return new LogGroup(scope, 'Log', { retention });
}

function checkLogGroup(scope: Construct, { logGroup, retention }: EmailEventLoggingProps): ILogGroup {
  if (!Construct.isConstruct(logGroup) || !(logGroup as Partial<ILogGroup>).logGroupArn) {
    failAt(scope, {
      code: 'eventLogGroup',
      path: 'logGroup',
      value: logGroup,
      reason: 'the log goes to a log group of CloudWatch Logs',
      remedy: 'Give one, or leave it out',
    });
  }
  if (retention !== undefined) {
    failAt(scope, {
      code: 'retentionOfGivenLogGroup',
      path: 'retention',
      value: retention,
      reason: 'how long a given log group keeps events is said where it is made',
      remedy: 'Leave it out',
    });
  }
  const { region, account } = Stack.of(scope);
  const reason = "WorkMail writes to log groups of the organization's own Region and account only";
  requireSamePlace(scope, 'logGroup', logGroup.env, { region, account }, reason);
  return logGroup;
}

function createRole(scope: Construct, logGroup: ILogGroup): Role {
  const writeEvents = new PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });
  return new Role(scope, 'Role', {
    description: 'Amazon WorkMail writes its email event log with this role',
    assumedBy: new ServicePrincipal(EVENT_LOG_PRINCIPAL),
    inlinePolicies: { WriteEvents: new PolicyDocument({ statements: [writeEvents] }) },
  });
}

function checkRole(scope: Construct, role: IRole): IRole {
  if (Construct.isConstruct(role) && (role as Partial<IRole>).roleArn) return role;
  return failAt(scope, {
    code: 'eventLogRole',
    path: 'role',
    value: role,
    reason: 'WorkMail writes the log with a role of IAM',
    remedy: `Give one that ${EVENT_LOG_PRINCIPAL} can assume, or leave it out`,
  });
}
