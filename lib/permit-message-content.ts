import { type CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type CfnPolicy, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { bucketOfFunction } from './bucket-of-function';
import { warnAt } from './errors';
import { functionKey, permissionsOf } from './function-key';
import type { MailFlowActionConfig } from './mail-flow-action-config';
import { messagesArn, READ_ACTIONS, READ_WRITE_ACTIONS } from './message-content';
import { MessageContentAccess } from './message-content-access';
import type { IOrganization } from './organization';
import { ownedFunction } from './owned-function';
import type { Direction } from './rules';
import { PUT_ACTIONS } from './updated-message';

/** The rule whose function is given rights. */
export interface RuleWithContent {
  readonly scope: Construct;
  readonly direction: Direction;
  readonly organization: IOrganization;
  readonly organizationKey: string;
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The rights of a rule's function to the content of messages: a policy resource of the rule's own stack, one for each
 * function, organization, direction and access. Returns what the rule must come after, and outlive it.
 */
export function permitMessageContent(rule: RuleWithContent, action: MailFlowActionConfig): CfnResource[] {
  const { handler, messageContentAccess: access = MessageContentAccess.NONE } = action;
  if (!handler || access === MessageContentAccess.NONE) return [];
  const { scope, organization, direction, removalPolicy } = rule;
  const keptAs = removalPolicy === RemovalPolicy.DESTROY ? undefined : removalPolicy;
  if (access === MessageContentAccess.READ) {
    return permit(rule, handler, access, [allow(READ_ACTIONS, messagesArn(organization, direction))], keptAs);
  }
  if (!action.synchronous) warnOfWriteWithoutEffect(scope);
  const bucket = bucketOfFunction(rule, handler, action.updatedMessageBucket, keptAs);
  const statements = [
    allow(READ_WRITE_ACTIONS, messagesArn(organization, direction)),
    allow(PUT_ACTIONS, bucket.arnForObjects('*')),
  ];
  const bucketPolicy = bucket.policy?.node.defaultChild as CfnResource | undefined;
  return [...permit(rule, handler, access, statements, keptAs), ...(bucketPolicy ? [bucketPolicy] : [])];
}

function warnOfWriteWithoutEffect(scope: Construct): void {
  warnAt(
    scope,
    'readWriteWithoutSynchronousRule',
    'this rule is asynchronous, and its function has the message content access READ_WRITE: WorkMail takes a changed message only while a synchronous rule waits for the function, so PutRawMessageContent will succeed and change nothing. Make the rule synchronous, or use READ',
  );
}

function allow(actions: string[], resource: string): PolicyStatement {
  return new PolicyStatement({ actions, resources: [resource] });
}

function permit(
  { scope, direction, organizationKey }: RuleWithContent,
  handler: IFunction,
  access: MessageContentAccess,
  statements: PolicyStatement[],
  keptAs: RemovalPolicy | undefined,
): CfnResource[] {
  const stack = Stack.of(scope);
  const container = permissionsOf(stack);
  // Aliases and versions have the role of their function.
  const id = `${functionKey(stack, ownedFunction(handler) ?? handler)}-${organizationKey}-${direction}-${access}`;
  const existing = container.node.tryFindChild(id) as Policy | undefined;
  const policy = existing ?? new Policy(container, id, { statements });
  if (!existing) handler.role?.attachInlinePolicy(policy);
  const resource = policy.node.defaultChild as CfnPolicy;
  if ((stack.resolve(resource.roles) ?? []).length === 0) {
    warnOfMissingRight(scope, handler, statements);
    return [];
  }
  if (keptAs) policy.applyRemovalPolicy(keptAs);
  return [resource];
}

function warnOfMissingRight(scope: Construct, handler: IFunction, statements: PolicyStatement[]): void {
  const stack = Stack.of(scope);
  const text = JSON.stringify(stack.resolve(statements.map((statement) => statement.toStatementJson())));
  warnAt(
    scope,
    'messageContentNotGranted',
    `${handler.node.path} is imported with a role that cannot be changed here, or without one, so it was not given the right to message content. Add to its role: ${text}`,
  );
}
