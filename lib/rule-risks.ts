import { CfnDeletionPolicy, CfnResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Alias, type IFunction, Function as LambdaFunction, Version } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { warnAt } from './errors';
import type { MailFlowActionConfig } from './mail-flow-action-config';
import { actionMember, actionTitle, type DirectedRule, recipientPatterns, senderPatterns } from './rules';

/** WorkMail counts a synchronous call as failed after this time (administrator guide, "Run Lambda"). */
export const SYNCHRONOUS_LIMIT = Duration.seconds(15);

/** What can work and still is not what most people want: warnings, each with an id to acknowledge it by. */
export function warnOfRisks(scope: IConstruct, directed: DirectedRule, action: MailFlowActionConfig): void {
  warnOfLongTimeout(scope, action);
  warnOfDecidingAllMail(scope, directed);
}

function warnOfLongTimeout(scope: IConstruct, { handler, synchronous }: MailFlowActionConfig): void {
  const timeout = ownedFunction(handler)?.timeout;
  if (!synchronous || !timeout || timeout.isUnresolved() || timeout.toSeconds() <= SYNCHRONOUS_LIMIT.toSeconds())
    return;
  warnAt(
    scope,
    'synchronousFunctionTimeout',
    `the function behind this synchronous rule has a time-out of ${timeout.toSeconds()} seconds. WorkMail counts a call as failed after ${SYNCHRONOUS_LIMIT.toSeconds()} seconds and calls again while the first call may still run. Set the time-out to 15 seconds or less`,
  );
}

/** Actions after which nobody gets the message. */
const LOSES_MAIL = ['DropAction', 'BounceAction'];

function warnOfDecidingAllMail(scope: IConstruct, { direction, rule }: DirectedRule): void {
  const matchesAll = [senderPatterns(rule), recipientPatterns(rule)].every((patterns) => patterns.includes('*'));
  if (!matchesAll || !LOSES_MAIL.includes(actionMember(rule.Action))) return;
  warnAt(
    scope,
    'losesAllMail',
    `this rule applies to every ${direction.toLowerCase()} message that no more specific rule matches, and its action is ${actionTitle(direction, rule.Action)}: nobody gets that mail. Name senders or recipients`,
  );
}

/** A rule that stays while its function goes delays every message until the fallback. */
export function warnOfLostFunction(
  scope: IConstruct,
  handler: IFunction | undefined,
  removalPolicy: RemovalPolicy,
): void {
  const resource = ownedFunction(handler)?.node.defaultChild;
  if (removalPolicy === RemovalPolicy.DESTROY || !(resource instanceof CfnResource)) return;
  const stays = [CfnDeletionPolicy.RETAIN, CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE] as (string | undefined)[];
  if (stays.includes(resource.cfnOptions.deletionPolicy)) return;
  warnAt(
    scope,
    'retainedRuleLosesFunction',
    `the rule is retained, but its function ${handler?.node.path} goes with its stack; a Run Lambda rule without its function delays each message until the fallback. Apply RemovalPolicy.RETAIN to the function and its role too`,
  );
}

/** The function construct behind a function, an alias or a version, if it is one of this app. */
function ownedFunction(handler: IFunction | undefined): LambdaFunction | undefined {
  if (handler instanceof LambdaFunction) return handler;
  if (handler instanceof Alias) return ownedFunction(handler.version.lambda);
  if (handler instanceof Version) return ownedFunction(handler.lambda);
  return undefined;
}
