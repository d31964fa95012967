import type { Alarm, IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { failAt } from './errors';
import { InboundAction } from './inbound-action';
import { InboundMailFlowRule } from './inbound-mail-flow-rule';
import type {
  MailFlowAlarmsOptions,
  MailFlowCountAlarmOptions,
  MailFlowDurationAlarmOptions,
} from './mail-flow-alarm-options';
import {
  addAlarms,
  addAnswerTimeAlarm,
  addErrorAlarm,
  addThrottleAlarm,
  answerTimeMetric,
  failedCallsMetric,
} from './mail-flow-alarms';
import { MessageContentAccess } from './message-content-access';
import type { IOrganization } from './organization';
import { OutboundAction } from './outbound-action';
import { OutboundMailFlowRule } from './outbound-mail-flow-rule';
import { checkProps } from './props-check';
import { requireFunction, updatedMessageBucketUnused } from './run-lambda-action';
import type { RunLambdaActionOptions } from './run-lambda-action-options';
import type { InboundRunLambdaOptions, OutboundRunLambdaOptions } from './run-lambda-options';

/** Properties of {@link RunLambdaRules}. */
export interface RunLambdaRulesProps {
  /** The organization whose mail the function is run for. */
  readonly organization: IOrganization;

  /** The function, alias or version that WorkMail runs; in the organization's Region and account. */
  readonly function: IFunction;

  /**
   * The rule for mail that comes in. At least one of `inbound` and `outbound` is needed.
   *
   * @default - no inbound rule
   */
  readonly inbound?: InboundRunLambdaOptions;

  /**
   * The rule for mail that goes out.
   *
   * @default - no outbound rule
   */
  readonly outbound?: OutboundRunLambdaOptions;

  /**
   * The bucket through which the function gives changed messages back, for rules with READ_WRITE. The function learns its
   * name by the environment variable {@link UpdatedMessageBucket.ENVIRONMENT_VARIABLE}; an imported function must have
   * that variable already.
   *
   * @default - for a function of this app, an {@link UpdatedMessageBucket} of its own; an imported function needs one
   */
  readonly updatedMessageBucket?: IBucket;
}

/**
 * Run Lambda rules, inbound, outbound or both, for a function that exists, and WorkMail's permission to invoke it.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { IFunction } from 'aws-cdk-lib/aws-lambda';
 * import { IOrganization, RunLambdaRules } from 'cdk-workmail-flow';
 *
 * declare const stack: Stack;
 * declare const organization: IOrganization;
 * declare const audit: IFunction;
 *
 * new RunLambdaRules(stack, 'Audit', { organization, function: audit, inbound: { synchronous: false } });
 */
export class RunLambdaRules extends Construct {
  /** The inbound rule, if there is one. */
  public readonly inboundRule?: InboundMailFlowRule;

  /** The outbound rule, if there is one. */
  public readonly outboundRule?: OutboundMailFlowRule;

  private readonly handler: IFunction;

  constructor(scope: Construct, id: string, props: RunLambdaRulesProps) {
    super(scope, id);
    // A subclass may pass on properties of its own.
    if (new.target === RunLambdaRules) checkProps(this, 'runLambdaRules', props);
    const rules = createRunLambdaRules(this, props);
    this.handler = props.function;
    this.inboundRule = rules.inboundRule;
    this.outboundRule = rules.outboundRule;
  }

  /**
   * The calls that WorkMail takes as failed, as far as Lambda counts them: errors, time-outs included, and throttles. A
   * call that ends well with an answer that WorkMail cannot read fails too, and is not among them.
   *
   * @default - a sum over 5 minutes
   */
  public metricFailedCalls(options?: MetricOptions): IMetric {
    return failedCallsMetric(this.handler, options);
  }

  /**
   * How long the slowest of 100 calls takes, in milliseconds. Behind a synchronous rule WorkMail waits 15 seconds.
   *
   * @default - the 99th percentile over 5 minutes
   */
  public metricAnswerTime(options?: MetricOptions): IMetric {
    return answerTimeMetric(this.handler, options);
  }

  /**
   * An alarm on calls that end with an error, a time-out included. Behind a synchronous rule WorkMail calls again until
   * the rule timeout is over, and then applies the fallback action.
   *
   * Whether the email event log shows that is not documented; this library takes it that the log shows the fallback
   * action like any other (open reading `fallbackInEventLog`), so this alarm is how one learns of it.
   */
  public addErrorAlarm(id: string, options?: MailFlowCountAlarmOptions): Alarm {
    return addErrorAlarm(this, id, this.handler, options);
  }

  /** An alarm on calls that Lambda does not let in for want of concurrency; WorkMail takes them as failed. */
  public addThrottleAlarm(id: string, options?: MailFlowCountAlarmOptions): Alarm {
    return addThrottleAlarm(this, id, this.handler, options);
  }

  /** An alarm on calls that take nearly as long as WorkMail waits, which is 15 seconds, before they fail for it. */
  public addAnswerTimeAlarm(id: string, options?: MailFlowDurationAlarmOptions): Alarm {
    return addAnswerTimeAlarm(this, id, this.handler, options);
  }

  /** All three alarms, with their default thresholds: on errors, on throttles, and on the time that calls take. */
  public addAlarms(options?: MailFlowAlarmsOptions): Alarm[] {
    return addAlarms(this, this.handler, options);
  }
}

/** The rules of {@link RunLambdaRules}, also within a function of our own. */
export function createRunLambdaRules(
  scope: Construct,
  props: RunLambdaRulesProps,
): { inboundRule?: InboundMailFlowRule; outboundRule?: OutboundMailFlowRule } {
  const { organization, function: handler, inbound, outbound, updatedMessageBucket } = props;
  requireFunction(scope, 'function', handler);
  if (!inbound && !outbound) {
    failAt(scope, {
      code: 'noRule',
      path: 'inbound',
      value: inbound,
      reason: 'without inbound and outbound, WorkMail never runs the function',
      remedy: 'Give inbound, outbound or both',
    });
  }
  const writes = [inbound, outbound].some(
    (options) => options?.messageContentAccess === MessageContentAccess.READ_WRITE,
  );
  if (updatedMessageBucket && !writes) failAt(scope, updatedMessageBucketUnused(updatedMessageBucket));
  const rules: { inboundRule?: InboundMailFlowRule; outboundRule?: OutboundMailFlowRule } = {};
  if (inbound) {
    checkRunLambdaOptions(scope, 'inbound', inbound);
    const { synchronous, fallbackAction, ruleTimeout, messageContentAccess, ...options } = inbound;
    const content = contentOptions(messageContentAccess, updatedMessageBucket);
    const action = synchronous
      ? InboundAction.runLambdaSynchronously(handler, {
          fallbackAction: fallbackAction!,
          ruleTimeout: ruleTimeout!,
          ...content,
        })
      : InboundAction.runLambda(handler, content);
    rules.inboundRule = new InboundMailFlowRule(scope, 'InboundRule', { ...options, organization, action });
  }
  if (outbound) {
    checkRunLambdaOptions(scope, 'outbound', outbound);
    const { synchronous, fallbackAction, ruleTimeout, messageContentAccess, ...options } = outbound;
    const content = contentOptions(messageContentAccess, updatedMessageBucket);
    const action = synchronous
      ? OutboundAction.runLambdaSynchronously(handler, {
          fallbackAction: fallbackAction!,
          ruleTimeout: ruleTimeout!,
          ...content,
        })
      : OutboundAction.runLambda(handler, content);
    rules.outboundRule = new OutboundMailFlowRule(scope, 'OutboundRule', { ...options, organization, action });
  }
  return rules;
}

/** The bucket is for the rules that write. */
function contentOptions(
  messageContentAccess: MessageContentAccess | undefined,
  bucket: IBucket | undefined,
): RunLambdaActionOptions {
  const isWritten = messageContentAccess === MessageContentAccess.READ_WRITE;
  return { messageContentAccess, ...(isWritten && { updatedMessageBucket: bucket }) };
}

/** `synchronous: true` needs both settings of a synchronous rule, and `false` refuses them. */
function checkRunLambdaOptions(
  scope: Construct,
  direction: 'inbound' | 'outbound',
  options: InboundRunLambdaOptions | OutboundRunLambdaOptions,
): void {
  checkProps(scope, 'runLambda', options, direction);
  const { synchronous, fallbackAction, ruleTimeout } = options;
  if (typeof synchronous !== 'boolean') {
    failAt(scope, {
      code: 'synchronousMissing',
      path: `${direction}.synchronous`,
      value: synchronous,
      reason: 'a Run Lambda rule is synchronous or asynchronous',
      remedy: 'Give true or false',
    });
  }
  const [fallback, timeout] = [`${direction}.fallbackAction`, `${direction}.ruleTimeout`];
  if (synchronous) {
    const usual = direction === 'inbound' ? 'InboundAction.deliver()' : 'OutboundAction.send()';
    demand(scope, 'synchronousNeedsFallbackAction', fallback, fallbackAction, `Say what happens then, as by ${usual}`);
    const remedy = 'Say how long WorkMail tries again, as by Duration.minutes(30)';
    demand(scope, 'synchronousNeedsRuleTimeout', timeout, ruleTimeout, remedy);
  } else {
    refuse(scope, 'asynchronousRefusesFallbackAction', fallback, fallbackAction);
    refuse(scope, 'asynchronousRefusesRuleTimeout', timeout, ruleTimeout);
  }
}

function demand(scope: Construct, code: string, path: string, value: unknown, remedy: string): void {
  if (value !== undefined && value !== null) return;
  const reason = 'a synchronous rule needs it for when the function fails';
  failAt(scope, { code, path, value, reason, remedy });
}

function refuse(scope: Construct, code: string, path: string, value: unknown): void {
  if (value === undefined || value === null) return;
  const reason = 'an asynchronous rule does not wait for the function, so there is nothing to fall back from';
  failAt(scope, { code, path, value, reason, remedy: 'Leave it out, or set synchronous: true' });
}
