import type { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { failAt } from './errors';
import type { MailFlowActionConfig } from './mail-flow-action-config';
import { MessageContentAccess } from './message-content-access';
import { type Direction, isRuleTimeout, LAMBDA_ACTION, MAXIMUM_RULE_TIMEOUT_MINUTES, type Problem } from './rules';
import type { RunLambdaActionOptions } from './run-lambda-action-options';

/** What a synchronous Run Lambda action has more than an asynchronous one. */
export interface Synchronous {
  readonly ruleTimeout: Duration | undefined;
  readonly fallback: MailFlowActionConfig;
}

/** A Run Lambda action of either direction. */
export function runLambdaConfig(
  scope: IConstruct,
  direction: Direction,
  handler: IFunction,
  content: RunLambdaActionOptions,
  synchronous?: Synchronous,
): MailFlowActionConfig {
  requireFunction(scope, 'action', handler);
  const parameters = synchronous && {
    RetryPeriodMinutes: ruleTimeoutMinutes(scope, synchronous.ruleTimeout),
    FallbackAction: synchronous.fallback.document,
  };
  const settings = { Arn: handler.functionArn, ...(parameters && { SynchronousLambdaParameters: parameters }) };
  return {
    document: { [LAMBDA_ACTION[direction]]: settings },
    handler,
    synchronous: synchronous !== undefined,
    smtpGateway: synchronous?.fallback.smtpGateway,
    ...checkContentOptions(scope, content),
  };
}

/** What the function may do with message content; nothing is given that nobody uses. */
function checkContentOptions(scope: IConstruct, options: RunLambdaActionOptions): RunLambdaActionOptions {
  const { messageContentAccess, updatedMessageBucket } = options;
  const access = messageContentAccess ?? MessageContentAccess.NONE;
  if (!Object.values(MessageContentAccess).includes(access)) {
    failAt(scope, {
      code: 'messageContentAccess',
      path: 'messageContentAccess',
      value: access,
      reason: 'a function may do nothing with message content, read it, or read and change it',
      remedy: 'Use MessageContentAccess.NONE, READ or READ_WRITE',
    });
  }
  if (!updatedMessageBucket || access === MessageContentAccess.READ_WRITE) {
    return { messageContentAccess: access, updatedMessageBucket };
  }
  return failAt(scope, updatedMessageBucketUnused(updatedMessageBucket));
}

export function updatedMessageBucketUnused(bucket: IBucket): Problem {
  return {
    code: 'updatedMessageBucketUnused',
    path: 'updatedMessageBucket',
    value: bucket,
    reason: 'only a function with the message content access READ_WRITE gives changed messages back',
    remedy: 'Leave it out, or set messageContentAccess: MessageContentAccess.READ_WRITE',
  };
}

/** The rule timeout in whole minutes; a token stays one. */
function ruleTimeoutMinutes(scope: IConstruct, ruleTimeout: Duration | undefined): number {
  // A token cannot be converted from another unit.
  const isToken = ruleTimeout?.isUnresolved?.();
  if (isToken && ruleTimeout?.unitLabel() === 'minutes') return ruleTimeout.toMinutes();
  const minutes = isToken ? undefined : ruleTimeout?.toMinutes?.({ integral: false });
  if (minutes !== undefined && isRuleTimeout(minutes)) return minutes;
  return failAt(scope, {
    code: 'ruleTimeout',
    path: 'ruleTimeout',
    value: isToken ? `a token in ${ruleTimeout?.unitLabel()}` : (ruleTimeout?.toHumanString?.() ?? ruleTimeout),
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
