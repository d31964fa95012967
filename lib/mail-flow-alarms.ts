import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  MathExpression,
  type MetricOptions,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { failAt } from './errors';
import type {
  MailFlowAlarmsOptions,
  MailFlowCountAlarmOptions,
  MailFlowDurationAlarmOptions,
} from './mail-flow-alarm-options';
import { ownedFunction } from './owned-function';
import { checkProps } from './props-check';
import { SYNCHRONOUS_LIMIT } from './rule-risks';

const PERIOD = Duration.minutes(5);

/** What WorkMail takes as a failed call, as far as Lambda counts it. */
export function failedCallsMetric(handler: IFunction, { period = PERIOD, label, color }: MetricOptions = {}): IMetric {
  return new MathExpression({
    expression: 'errors + throttles',
    usingMetrics: { errors: handler.metricErrors({ period }), throttles: handler.metricThrottles({ period }) },
    label: label ?? 'failed calls',
    period,
    color,
  });
}

/** How long the slowest of 100 calls takes, in milliseconds. */
export function answerTimeMetric(handler: IFunction, options: MetricOptions = {}): IMetric {
  return handler.metricDuration({ statistic: Stats.p(99), ...options });
}

const CONSEQUENCE =
  'Behind a synchronous rule WorkMail calls again until the rule timeout is over, and then applies the fallback action';

/** Calls that ended with an error, a time-out included. */
export function addErrorAlarm(
  scope: Construct,
  id: string,
  handler: IFunction,
  options: MailFlowCountAlarmOptions = {},
) {
  const metric = handler.metricErrors({ period: options.period });
  return addCountAlarm(
    scope,
    id,
    metric,
    options,
    `The function fails or takes longer than its time-out. ${CONSEQUENCE}`,
  );
}

/** Calls that Lambda did not let in, for want of concurrency. */
export function addThrottleAlarm(
  scope: Construct,
  id: string,
  handler: IFunction,
  options: MailFlowCountAlarmOptions = {},
) {
  const metric = handler.metricThrottles({ period: options.period });
  return addCountAlarm(scope, id, metric, options, `Lambda does not let calls of the function in. ${CONSEQUENCE}`);
}

/** Calls near the time after which WorkMail does not wait any longer, also where Lambda still does. */
export function addAnswerTimeAlarm(
  scope: Construct,
  id: string,
  handler: IFunction,
  options: MailFlowDurationAlarmOptions = {},
): Alarm {
  checkProps(scope, 'alarm', options, id);
  const threshold = options.threshold ?? defaultThreshold(handler);
  if (typeof threshold?.toMilliseconds !== 'function') {
    failAt(scope, {
      code: 'alarmThreshold',
      path: `${id}.threshold`,
      value: threshold,
      reason: 'the threshold of a time is a duration',
      remedy: 'Give one, such as Duration.seconds(12)',
    });
  }
  return createAlarm(scope, id, {
    metric: answerTimeMetric(handler, { period: options.period }),
    threshold: threshold.toMilliseconds(),
    description: `The function takes nearly as long as WorkMail waits, which is ${SYNCHRONOUS_LIMIT.toSeconds()} seconds. ${CONSEQUENCE}`,
    options,
  });
}

/** All three, with what they have in common. */
export function addAlarms(scope: Construct, handler: IFunction, options: MailFlowAlarmsOptions = {}): Alarm[] {
  checkProps(scope, 'alarms', options, 'alarms');
  return [
    addErrorAlarm(scope, 'ErrorAlarm', handler, options),
    addThrottleAlarm(scope, 'ThrottleAlarm', handler, options),
    addAnswerTimeAlarm(scope, 'AnswerTimeAlarm', handler, options),
  ];
}

/** Four fifths of the time after which somebody gives up: WorkMail, or Lambda before it. */
function defaultThreshold(handler: IFunction): Duration {
  const timeout = ownedFunction(handler)?.timeout;
  const limit = SYNCHRONOUS_LIMIT.toMilliseconds();
  const own = timeout && !timeout.isUnresolved() ? timeout.toMilliseconds() : limit;
  return Duration.millis(Math.floor(Math.min(own, limit) * 0.8));
}

function addCountAlarm(
  scope: Construct,
  id: string,
  metric: IMetric,
  options: MailFlowCountAlarmOptions,
  description: string,
): Alarm {
  checkProps(scope, 'alarm', options, id);
  const { threshold = 1 } = options;
  if (typeof threshold !== 'number') {
    failAt(scope, {
      code: 'alarmThreshold',
      path: `${id}.threshold`,
      value: threshold,
      reason: 'the threshold of a count is a number',
      remedy: 'Give one, such as 1',
    });
  }
  return createAlarm(scope, id, { metric, threshold, description, options });
}

interface AlarmSettings {
  readonly metric: IMetric;
  readonly threshold: number;
  readonly description: string;
  readonly options: MailFlowAlarmsOptions & { readonly alarmName?: string };
}

function createAlarm(scope: Construct, id: string, { metric, threshold, description, options }: AlarmSettings): Alarm {
  const { actions = [], alarmName, evaluationPeriods = 1, datapointsToAlarm } = options;
  const alarm = new Alarm(scope, id, {
    metric,
    threshold,
    alarmName,
    alarmDescription: description,
    evaluationPeriods,
    datapointsToAlarm,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    // Without mail there are no calls, and nothing is wrong.
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  addActions(alarm, actions);
  return alarm;
}

function addActions(alarm: Alarm, actions: IAlarmAction[]): void {
  if (actions.length === 0) return;
  alarm.addAlarmAction(...actions);
  alarm.addOkAction(...actions);
}
