import type { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { failAt } from './errors';
import type { MailFlowActionConfig } from './mail-flow-action-config';
import { type Direction, LAMBDA_ACTION, MAXIMUM_RULE_TIMEOUT_MINUTES } from './rules';

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
  if (!handler?.functionArn) {
    failAt(scope, {
      code: 'functionMissing',
      path: 'action',
      value: handler,
      reason: 'Run Lambda needs a function',
      remedy: 'Give a Lambda function, alias or version',
    });
  }
  const parameters = synchronous && {
    RetryPeriodMinutes: ruleTimeoutMinutes(scope, synchronous.ruleTimeout),
    FallbackAction: synchronous.fallback.document,
  };
  const settings = { Arn: handler.functionArn, ...(parameters && { SynchronousLambdaParameters: parameters }) };
  return { document: { [LAMBDA_ACTION[direction]]: settings }, handler, synchronous: synchronous !== undefined };
}

/** The rule timeout in whole minutes; a token stays one. */
function ruleTimeoutMinutes(scope: IConstruct, ruleTimeout: Duration): number {
  if (ruleTimeout?.isUnresolved?.()) return ruleTimeout.toMinutes();
  const minutes = ruleTimeout?.toMinutes?.({ integral: false });
  if (Number.isInteger(minutes) && minutes <= MAXIMUM_RULE_TIMEOUT_MINUTES) return minutes;
  return failAt(scope, {
    code: 'ruleTimeout',
    path: 'ruleTimeout',
    value: ruleTimeout?.toHumanString?.() ?? ruleTimeout,
    reason: `the rule timeout is a whole number of minutes from 0 (no retries) to ${MAXIMUM_RULE_TIMEOUT_MINUTES}`,
    remedy: 'Choose one, such as Duration.minutes(30)',
  });
}

/** How an error shows something that was given as an action: its class, or the value itself if it has none. */
export function actionName(action: unknown): unknown {
  return typeof action === 'object' && action !== null ? action.constructor.name : action;
}
