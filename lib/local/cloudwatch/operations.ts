import type { Principal } from '../access';
import { ApiError } from '../http';
import { Alarm, checkChoice } from './alarms';
import {
  type Input,
  Metrics,
  readAggregate,
  readDimensions,
  requiredNumber,
  requiredText,
  STATISTICS,
  statistic,
  timeOf,
} from './metrics';

/** Where alarms are. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** As much of CloudWatch as functions behind email flow rules use: they measure, set alarms, and ask how those stand. */
export class CloudWatch {
  private readonly metrics: Metrics;
  private readonly alarms = new Map<string, Alarm>();
  private readonly operations: Readonly<Record<string, (input: Input, principal: Principal, place: Place) => object>> =
    {
      PutMetricData: (input, principal) => this.putMetricData(input, principal),
      GetMetricStatistics: (input, principal) => this.getMetricStatistics(input, principal),
      PutMetricAlarm: (input, principal, place) => this.putMetricAlarm(input, principal, place),
      DescribeAlarms: (input, principal, place) => this.describeAlarms(input, principal, place),
      DeleteAlarms: (input, principal, place) => this.deleteAlarms(input, principal, place),
    };

  constructor(private readonly now: () => number = Date.now) {
    this.metrics = new Metrics(now);
  }

  /** Does what somebody asks for; times in the answer are dates. */
  perform(name: string, input: Input, principal: Principal, place: Place): object {
    const operation = Object.hasOwn(this.operations, name) ? this.operations[name] : undefined;
    if (operation) return operation(input, principal, place);
    const known = Object.keys(this.operations).join(', ');
    throw new ApiError('UnknownOperationException', `Only ${known} are answered on this machine, and not ${name}.`);
  }

  private putMetricData(input: Input, principal: Principal): object {
    const namespace = requiredText(input, 'Namespace');
    principal.demand('cloudwatch:PutMetricData', '*', { context: { 'cloudwatch:namespace': namespace } });
    const data = input.MetricData;
    if (!Array.isArray(data)) throw new ApiError('MissingParameter', 'The parameter MetricData is required.');
    const read = data.map((datum: Input) => ({
      metric: { namespace, name: requiredText(datum, 'MetricName'), dimensions: readDimensions(datum.Dimensions) },
      time: timeOf(datum.Timestamp) ?? this.now(),
      measured: readAggregate(datum),
    }));
    for (const { metric, time, measured } of read) this.metrics.add(metric, time, measured);
    return {};
  }

  private getMetricStatistics(input: Input, principal: Principal): object {
    principal.demand('cloudwatch:GetMetricStatistics', '*');
    const metric = {
      namespace: requiredText(input, 'Namespace'),
      name: requiredText(input, 'MetricName'),
      dimensions: readDimensions(input.Dimensions),
    };
    const length = requiredNumber(input, 'Period') * 1000;
    const [from, to] = [timeOf(input.StartTime), timeOf(input.EndTime)];
    if (from === undefined || to === undefined || !(length >= 60_000) || (to - from) / length > MOST_DATAPOINTS) {
      const why = `StartTime, EndTime and a Period of at least 60 seconds are required, for at most ${MOST_DATAPOINTS} datapoints.`;
      throw new ApiError('InvalidParameterCombination', why);
    }
    const names = [input.Statistics ?? []].flat().map(String);
    for (const name of names) checkChoice('Statistics', name, STATISTICS);
    const Datapoints: object[] = [];
    for (let start = Math.floor(from / length) * length; start < to; start += length) {
      const measured = this.metrics.between(metric, start, start + length);
      if (!measured) continue;
      const values = Object.fromEntries(names.map((name) => [name, statistic(measured, name)]));
      Datapoints.push({ Timestamp: new Date(start), Unit: 'None', ...values });
    }
    return { Label: metric.name, Datapoints };
  }

  private putMetricAlarm(input: Input, principal: Principal, place: Place): object {
    const alarm = new Alarm(input, this.now());
    principal.demand('cloudwatch:PutMetricAlarm', alarmArn(alarm.name, place));
    this.alarms.set(alarm.name, alarm);
    return {};
  }

  private describeAlarms(input: Input, principal: Principal, place: Place): object {
    principal.demand('cloudwatch:DescribeAlarms', alarmArn('*', place));
    const { AlarmNames, AlarmNamePrefix, StateValue, AlarmTypes } = input;
    const names = AlarmNames === undefined ? undefined : [AlarmNames].flat().map(String);
    const isWanted = ({ name }: Alarm) =>
      (names?.includes(name) ?? true) && name.startsWith(String(AlarmNamePrefix ?? ''));
    const areMetric = AlarmTypes === undefined || [AlarmTypes].flat().includes('MetricAlarm');
    const MetricAlarms = [...(areMetric ? this.alarms.values() : [])]
      .filter(isWanted)
      .map((alarm) => this.describe(alarm, place))
      .filter((alarm) => StateValue === undefined || alarm.StateValue === StateValue);
    return { MetricAlarms, CompositeAlarms: [] };
  }

  private describe(alarm: Alarm, place: Place) {
    return {
      ...alarm.settings,
      AlarmArn: alarmArn(alarm.name, place),
      AlarmConfigurationUpdatedTimestamp: new Date(alarm.updated),
      StateValue: alarm.state(this.metrics, this.now()),
      StateUpdatedTimestamp: new Date(this.now()),
    };
  }

  private deleteAlarms(input: Input, principal: Principal, place: Place): object {
    for (const name of [input.AlarmNames ?? []].flat().map(String)) {
      principal.demand('cloudwatch:DeleteAlarms', alarmArn(name, place));
      this.alarms.delete(name);
    }
    return {};
  }
}

/** As many as CloudWatch gives at a time. */
const MOST_DATAPOINTS = 1440;

function alarmArn(name: string, { account, region }: Place): string {
  return `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
}
