import { CfnResource, Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { warnAt } from './errors';
import type { MailFlowActionConfig } from './mail-flow-action-config';
import { ownedFunction } from './owned-function';
import { isKept } from './removal-policy';
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
export function warnOfLostFunction(rule: CfnResource, handler?: IFunction, bucket?: IBucket): void {
  const owned = ownedFunction(handler);
  if (!isKept(rule) || !owned || !handler) return;
  const needed = [...new Set([handler, owned, ...(owned.role ? [owned.role] : []), ...(bucket ? [bucket] : [])])];
  const lost = needed.find(({ node }) => node.defaultChild instanceof CfnResource && !isKept(node.defaultChild));
  if (!lost) return;
  warnAt(
    rule,
    'retainedRuleLosesFunction',
    `the rule is retained, but ${lost.node.path}, which it needs, goes with its stack; a Run Lambda rule without its function delays each message until the fallback. Apply RemovalPolicy.RETAIN to the function, its alias or version, its role, and the bucket for changed messages too`,
  );
}
