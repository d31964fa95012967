import type { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, type IConstruct } from 'constructs';
import { failAt } from './errors';
import type { MailFlowActionConfig } from './mail-flow-action-config';
import { type Direction, isRuleTimeout, LAMBDA_ACTION, MAXIMUM_RULE_TIMEOUT_MINUTES } from './rules';

/** What a synchronous Run Lambda action has more than an asynchronous one. */
export interface Synchronous {
  readonly ruleTimeout: Duration;
  readonly fallback: MailFlowActionConfig;
}

/** A Run Lambda action of either direction. */
export function runLambdaConfig(
  scope: IConstruct,
  direction: Direction,
  handler: IFunction,
  synchronous?: Synchronous,
): MailFlowActionConfig {
  requireFunction(scope, 'action', handler);
  const parameters = synchronous && {
    RetryPeriodMinutes: ruleTimeoutMinutes(scope, synchronous.ruleTimeout),
    FallbackAction: synchronous.fallback.document,
  };
  const settings = { Arn: handler.functionArn, ...(parameters && { SynchronousLambdaParameters: parameters }) };
  return { document: { [LAMBDA_ACTION[direction]]: settings }, handler, synchronous: synchronous !== undefined };
}

/** The rule timeout in whole minutes; a token stays one. */
function ruleTimeoutMinutes(scope: IConstruct, ruleTimeout: Duration): number {
  // A token cannot be converted from another unit.
  const isToken = ruleTimeout?.isUnresolved?.();
  if (isToken && ruleTimeout.unitLabel() === 'minutes') return ruleTimeout.toMinutes();
  const minutes = isToken ? undefined : ruleTimeout?.toMinutes?.({ integral: false });
  if (minutes !== undefined && isRuleTimeout(minutes)) return minutes;
  return failAt(scope, {
    code: 'ruleTimeout',
    path: 'ruleTimeout',
    value: isToken ? `a token in ${ruleTimeout.unitLabel()}` : (ruleTimeout?.toHumanString?.() ?? ruleTimeout),
    reason: `the rule timeout is a whole number of minutes from 0 (no retries) to ${MAXIMUM_RULE_TIMEOUT_MINUTES}`,
    remedy: 'Choose one, such as Duration.minutes(30)',
  });
}

export function requireFunction(scope: IConstruct, path: string, handler: unknown): void {
  const arn = Construct.isConstruct(handler) ? (handler as Partial<IFunction>).functionArn : undefined;
  if (!arn) {
    failAt(scope, {
      code: 'functionMissing',
      path,
      value: handler,
      reason: 'Run Lambda needs a function',
      remedy: 'Give a Lambda function, alias or version',
    });
  }
  if (!arn.endsWith(':$LATEST')) return;
  failAt(scope, {
    code: 'functionLatest',
    path,
    value: arn,
    reason: 'Lambda takes no permission for $LATEST, so WorkMail could not invoke it',
    remedy: 'Give the function itself, which runs the same code, or an alias or version',
  });
}
