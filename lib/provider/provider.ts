import { join } from 'node:path';
import { Aws, type CfnResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, Policy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import {
  checkOperations,
  type Direction,
  EVENT_LOG_PRINCIPAL,
  EVENT_LOGGING_OPERATIONS,
  GATEWAY_OPERATIONS,
  iamActions,
  ruleOperations,
} from '../rules';

/** Time for one request, the patience with IAM and the answer included. */
const TIMEOUT = Duration.minutes(3);

const UNIQUE_ID = 'WorkMailFlowProvider';

/** The organization to which a right is given. */
export interface RightToOrganization {
  /** The same for the same organization, and safe in a construct id. */
  readonly key: string;
  readonly arn: string;
}

/** The one function of a stack that answers for its rules; found or made. */
export class Provider extends Construct {
  static of(scope: Construct): Provider {
    const stack = Stack.of(scope);
    return (stack.node.tryFindChild(UNIQUE_ID) as Provider | undefined) ?? new Provider(stack, UNIQUE_ID);
  }

  readonly serviceToken: string;
  /** CloudFormation waits a minute longer than the function can run. */
  readonly serviceTimeout = TIMEOUT.plus(Duration.minutes(1));
  private readonly role: Role;

  private constructor(stack: Stack, id: string) {
    super(stack, id);
    // Rules that a deployment overwrote are written down here, so the log outlives the stack.
    const logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.role = new Role(this, 'Role', {
      description: 'Creates, changes and removes Amazon WorkMail email flow rules for this stack',
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Basics: new PolicyDocument({
          statements: [
            // To read: what became of a Create whose answer CloudFormation did not take.
            allow(['logs:CreateLogStream', 'logs:FilterLogEvents', 'logs:PutLogEvents'], logGroup.logGroupArn),
            // Which resource of this stack holds a rule, and whether an update is taken back: see the decisions.
            allow(['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'], Aws.STACK_ID),
          ],
        }),
      },
    });
    const handler = new LambdaFunction(this, 'Function', {
      description: 'Custom resource provider for Amazon WorkMail email flow rules (cdk-workmail-flow)',
      code: Code.fromAsset(join(__dirname, '..', '..', 'assets', 'provider')),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      memorySize: 512,
      timeout: TIMEOUT,
      role: this.role,
      logGroup,
    });
    this.serviceToken = handler.functionArn;
  }

  /**
   * The right to the rules of one direction of one organization: a resource of its own, so that it goes only after
   * everything that depends on it, also when the last such rule leaves the stack.
   */
  grantRules(direction: Direction, organization: RightToOrganization): CfnResource {
    const infix = direction === 'INBOUND' ? 'Inbound' : 'Outbound';
    return this.grant(`${infix}${organization.key}`, iamActions(ruleOperations(direction)), organization.arn);
  }

  /** The right to an organization's SMTP gateways. */
  grantGateways(organization: RightToOrganization): CfnResource {
    return this.grant(`Gateways${organization.key}`, iamActions(GATEWAY_OPERATIONS), organization.arn);
  }

  /** The right to read a secret; `key` is the same for the same secret. */
  grantSecret(key: string, statements: PolicyStatement[]): CfnResource {
    const id = `Secret${key}`;
    const policy = this.node.tryFindChild(id) ?? this.createPolicy(id, ...statements);
    return policy.node.defaultChild as CfnResource;
  }

  /** The right to ask which rules of an organization apply to a mail, and to read them. */
  grantCheck(direction: Direction, organization: RightToOrganization): CfnResource {
    const infix = direction === 'INBOUND' ? 'Inbound' : 'Outbound';
    return this.grant(`Check${infix}${organization.key}`, iamActions(checkOperations(direction)), organization.arn);
  }

  /** The right to tell which rules of the stack an update is about to remove. */
  grantStackReading(): CfnResource {
    return this.grant('OwnStack', ['cloudformation:DescribeStackResource'], Aws.STACK_ID);
  }

  /** The one right that AWS documents for `*` only: finding an organization by its alias. */
  grantListOrganizations(): CfnResource {
    return this.grant('ListOrganizations', ['workmail:ListOrganizations'], '*');
  }

  /** The right to switch an organization's event log on and off, and to let WorkMail write it as a role. */
  grantEventLogging(organization: RightToOrganization, roleArn: string): CfnResource {
    const pass = allow(['iam:PassRole'], roleArn);
    pass.addCondition('StringEquals', { 'iam:PassedToService': EVENT_LOG_PRINCIPAL });
    return this.grant(`EventLogging${organization.key}`, iamActions(EVENT_LOGGING_OPERATIONS), organization.arn, pass);
  }

  private grant(id: string, actions: string[], resource: string, ...more: PolicyStatement[]): CfnResource {
    const policy = this.node.tryFindChild(id) ?? this.createPolicy(id, allow(actions, resource), ...more);
    return policy.node.defaultChild as CfnResource;
  }

  private createPolicy(id: string, ...statements: PolicyStatement[]): Policy {
    return new Policy(this, id, { statements, roles: [this.role] });
  }
}

function allow(actions: string[], resource: string): PolicyStatement {
  return new PolicyStatement({ effect: Effect.ALLOW, actions, resources: [resource] });
}
