import { ApiError } from '../http';

/** What identifies a metric: it is another one with other dimensions. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
}

export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

/** What was measured in some time. */
export interface Aggregate {
  readonly Sum: number;
  readonly SampleCount: number;
  readonly Minimum: number;
  readonly Maximum: number;
}

const MINUTE = 60_000;
const KEPT = 24 * 60 * MINUTE;

/** What programs measured in the last 24 hours, minute by minute. In memory only. */
export class Metrics {
  /** By metric, then by the beginning of the minute in milliseconds since 1970. */
  private readonly minutes = new Map<string, Map<number, Aggregate>>();

  constructor(private readonly now: () => number) {}

  add(metric: MetricName, time: number, measured: Aggregate): void {
    const minute = Math.floor(time / MINUTE) * MINUTE;
    const key = keyOf(metric);
    const known = this.minutes.get(key) ?? new Map<number, Aggregate>();
    this.minutes.set(key, known);
    const present = known.get(minute);
    known.set(minute, present ? united([present, measured]) : measured);
    for (const old of known.keys()) if (old < this.now() - KEPT) known.delete(old);
  }

  /** What was measured in a time of whole minutes, its end not included; nothing if there was nothing. */
  between(metric: MetricName, from: number, to: number): Aggregate | undefined {
    const known = this.minutes.get(keyOf(metric));
    const found: Aggregate[] = [];
    for (const [minute, measured] of known ?? []) if (minute >= from && minute < to) found.push(measured);
    return found.length > 0 ? united(found) : undefined;
  }
}

export const STATISTICS = ['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum'];

export function statistic(measured: Aggregate, name: string): number {
  if (name === 'Average') return measured.Sum / measured.SampleCount;
  return measured[name as keyof Aggregate];
}

function united(parts: readonly Aggregate[]): Aggregate {
  const all = (name: keyof Aggregate) => parts.map((part) => part[name]);
  return {
    Sum: all('Sum').reduce((sum, value) => sum + value, 0),
    SampleCount: all('SampleCount').reduce((sum, value) => sum + value, 0),
    Minimum: Math.min(...all('Minimum')),
    Maximum: Math.max(...all('Maximum')),
  };
}

function keyOf({ namespace, name, dimensions }: MetricName): string {
  const sorted = dimensions.map(({ Name, Value }) => [Name, Value]).sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}

// ---- reading what a program sends ---------------------------------------------------------------

export type Input = Readonly<Record<string, unknown>>;

/** One element of MetricData: a value, several with their counts, or statistics that the program made itself. */
export function readAggregate(datum: Input): Aggregate {
  const { Value, Values, Counts, StatisticValues } = datum as {
    Value?: number;
    Values?: number[];
    Counts?: number[];
    StatisticValues?: Aggregate;
  };
  if (typeof Value === 'number') return { Sum: Value, SampleCount: 1, Minimum: Value, Maximum: Value };
  if (Array.isArray(Values) && Values.length > 0) {
    return united(
      Values.map((value, index) => {
        const count = Counts?.[index] ?? 1;
        return { Sum: value * count, SampleCount: count, Minimum: value, Maximum: value };
      }),
    );
  }
  if (StatisticValues) return StatisticValues;
  throw new ApiError('MissingParameter', 'A datum needs Value, Values or StatisticValues.');
}

export function readDimensions(value: unknown): Dimension[] {
  const list = value ?? [];
  if (!Array.isArray(list)) throw new ApiError('InvalidParameterValue', 'Dimensions must be a list.');
  return list.map(({ Name, Value }) => ({ Name: String(Name), Value: String(Value) }));
}

export function requiredText(input: Input, name: string): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new ApiError('MissingParameter', `The parameter ${name} is required.`);
}

export function requiredNumber(input: Input, name: string): number {
  const value = input[name];
  if (typeof value === 'number') return value;
  throw new ApiError('MissingParameter', `The parameter ${name} is required, as a number.`);
}

/** Milliseconds since 1970 of what a protocol made of a time: a date, or seconds. */
export function timeOf(value: unknown): number | undefined {
  if (value instanceof Date) return value.getTime();
  return typeof value === 'number' ? value * 1000 : undefined;
}
