import { ApiError } from '../http';
import {
  type Input,
  type Metrics,
  readDimensions,
  requiredNumber,
  requiredText,
  STATISTICS,
  statistic,
} from './metrics';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** What a missing period counts as. `ignore` would keep the state; here, as `missing`, such a period is passed over. */
const MISSING: Readonly<Record<string, boolean | undefined>> = {
  breaching: true,
  notBreaching: false,
  ignore: undefined,
  missing: undefined,
};

/** An alarm on one metric. Its state is worked out when it is asked for; nobody is told of it. */
export class Alarm {
  /** Throws for what is no such alarm. */
  constructor(
    readonly settings: Input,
    readonly updated: number,
  ) {
    for (const name of ['AlarmName', 'MetricName', 'Namespace', 'ComparisonOperator']) requiredText(settings, name);
    for (const name of ['EvaluationPeriods', 'Period', 'Threshold']) requiredNumber(settings, name);
    const { ComparisonOperator, Statistic, Period, TreatMissingData } = settings;
    checkChoice('ComparisonOperator', ComparisonOperator, Object.keys(COMPARISONS));
    checkChoice('Statistic', Statistic, STATISTICS);
    if (TreatMissingData !== undefined) checkChoice('TreatMissingData', TreatMissingData, Object.keys(MISSING));
    if (Number(Period) % 60 === 0 && Number(Period) > 0) return;
    throw new ApiError('InvalidParameterValue', `Period is ${Period}: on this machine it is a multiple of 60 seconds.`);
  }

  get name(): string {
    return String(this.settings.AlarmName);
  }

  /** By the last periods, the one that runs included. */
  state(metrics: Metrics, now: number): AlarmState {
    const { EvaluationPeriods, DatapointsToAlarm, TreatMissingData = 'missing' } = this.settings;
    const periods = Number(EvaluationPeriods);
    const length = Number(this.settings.Period) * 1000;
    const end = (Math.floor(now / length) + 1) * length;
    const breaches = Array.from({ length: periods }, (_, index) =>
      this.isBreached(metrics, end - (index + 1) * length, end - index * length),
    );
    const known = breaches.map((breach) => breach ?? MISSING[String(TreatMissingData)]);
    if (known.every((breach) => breach === undefined)) return 'INSUFFICIENT_DATA';
    return known.filter(Boolean).length >= Number(DatapointsToAlarm ?? periods) ? 'ALARM' : 'OK';
  }

  private isBreached(metrics: Metrics, from: number, to: number): boolean | undefined {
    const { Namespace, MetricName, Dimensions, Statistic, ComparisonOperator, Threshold } = this.settings;
    const dimensions = readDimensions(Dimensions);
    const measured = metrics.between({ namespace: String(Namespace), name: String(MetricName), dimensions }, from, to);
    const compare = COMPARISONS[String(ComparisonOperator)];
    return measured && compare?.(statistic(measured, String(Statistic)), Number(Threshold));
  }
}

export function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (choices.includes(String(value))) return;
  throw new ApiError(
    'InvalidParameterValue',
    `${name} is ${JSON.stringify(value)}, and must be one of ${choices.join(', ')}.`,
  );
}
