import { MissingRemovalPolicies, RemovalPolicy } from 'aws-cdk-lib';
import type { Alarm, IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { type FunctionProps, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { InboundMailFlowRule } from './inbound-mail-flow-rule';
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
import type { IOrganization } from './organization';
import type { OutboundMailFlowRule } from './outbound-mail-flow-rule';
import { checkFunctionProps } from './props-check';
import { removalPolicyOf } from './removal-policy';
import { SYNCHRONOUS_LIMIT } from './rule-risks';
import type { InboundRunLambdaOptions, OutboundRunLambdaOptions } from './run-lambda-options';
import { createRunLambdaRules } from './run-lambda-rules';

/** Properties of a {@link MailFlowFunction}. */
export interface MailFlowFunctionProps extends FunctionProps {
  /** The organization whose mail the function is run for. */
  readonly organization: IOrganization;

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
   * name by the environment variable {@link UpdatedMessageBucket.ENVIRONMENT_VARIABLE}.
   *
   * @default - an {@link UpdatedMessageBucket} of its own
   */
  readonly updatedMessageBucket?: IBucket;
}

/**
 * A Lambda function that WorkMail runs for messages, with the email flow rules that call it and WorkMail's permission to
 * invoke it.
 *
 * Behind a synchronous rule the function's time-out defaults to 15 seconds, after which WorkMail counts a call as
 * failed. If a rule is retained, so are the function and its role.
 *
 * @example
 * import { Duration, Stack } from 'aws-cdk-lib';
 * import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
 * import { InboundAction, IOrganization, MailFlowFunction } from 'cdk-workmail-flow';
 *
 * declare const stack: Stack;
 * declare const organization: IOrganization;
 *
 * new MailFlowFunction(stack, 'Screening', {
 *   organization,
 *   code: Code.fromAsset('screening'),
 *   runtime: Runtime.NODEJS_22_X,
 *   handler: 'index.handler',
 *   inbound: { synchronous: true, fallbackAction: InboundAction.deliver(), ruleTimeout: Duration.minutes(30) },
 * });
 */
export class MailFlowFunction extends LambdaFunction {
  /** The inbound rule, if there is one. */
  public readonly inboundRule?: InboundMailFlowRule;

  /** The outbound rule, if there is one. */
  public readonly outboundRule?: OutboundMailFlowRule;

  constructor(scope: Construct, id: string, props: MailFlowFunctionProps) {
    checkFunctionProps(scope, id, props);
    const { organization, inbound, outbound, updatedMessageBucket, ...functionProps } = props;
    const synchronous = inbound?.synchronous || outbound?.synchronous;
    super(scope, id, { ...functionProps, timeout: props.timeout ?? (synchronous ? SYNCHRONOUS_LIMIT : undefined) });
    const rules = createRunLambdaRules(this, {
      organization,
      function: this,
      inbound,
      outbound,
      updatedMessageBucket,
    });
    this.inboundRule = rules.inboundRule;
    this.outboundRule = rules.outboundRule;

    const policies = [inbound, outbound].flatMap((options) => (options ? [removalPolicyOf(options)] : []));
    const kept = [RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE].find((policy) =>
      policies.includes(policy),
    );
    if (kept) keepFunction(this, kept);
  }

  /**
   * The calls that WorkMail takes as failed, as far as Lambda counts them: errors, time-outs included, and throttles. A
   * call that ends well with an answer that WorkMail cannot read fails too, and is not among them.
   *
   * @default - a sum over 5 minutes
   */
  public metricFailedCalls(options?: MetricOptions): IMetric {
    return failedCallsMetric(this, options);
  }

  /**
   * How long the slowest of 100 calls takes, in milliseconds. Behind a synchronous rule WorkMail waits 15 seconds.
   *
   * @default - the 99th percentile over 5 minutes
   */
  public metricAnswerTime(options?: MetricOptions): IMetric {
    return answerTimeMetric(this, options);
  }

  /**
   * An alarm on calls that end with an error, a time-out included. Behind a synchronous rule WorkMail calls again until
   * the rule timeout is over, and then applies the fallback action.
   *
   * Whether the email event log shows that is not documented; this library takes it that the log shows the fallback
   * action like any other (open reading `fallbackInEventLog`), so this alarm is how one learns of it.
   */
  public addErrorAlarm(id: string, options?: MailFlowCountAlarmOptions): Alarm {
    return addErrorAlarm(this, id, this, options);
  }

  /** An alarm on calls that Lambda does not let in for want of concurrency; WorkMail takes them as failed. */
  public addThrottleAlarm(id: string, options?: MailFlowCountAlarmOptions): Alarm {
    return addThrottleAlarm(this, id, this, options);
  }

  /** An alarm on calls that take nearly as long as WorkMail waits, which is 15 seconds, before they fail for it. */
  public addAnswerTimeAlarm(id: string, options?: MailFlowDurationAlarmOptions): Alarm {
    return addAnswerTimeAlarm(this, id, this, options);
  }

  /** All three alarms, with their default thresholds: on errors, on throttles, and on the time that calls take. */
  public addAlarms(options?: MailFlowAlarmsOptions): Alarm[] {
    return addAlarms(this, this, options);
  }
}

/** The function and, unless it is somebody else's, its role with its policies, those included that are added later. */
function keepFunction(handler: LambdaFunction, policy: RemovalPolicy): void {
  handler.applyRemovalPolicy(policy);
  if (!handler.role?.node.scopes.includes(handler)) return;
  const role = MissingRemovalPolicies.of(handler.role);
  if (policy === RemovalPolicy.RETAIN) role.retain();
  else role.retainOnUpdateOrDelete();
}
