import { isRecord, matches, matchesArn, texts } from './patterns';

/** The conditions of a statement: operator, then context key, then the values of which one must match. */

/** `unknown`: something that this room does not understand. It must neither allow nor lift a deny. */
export type Holds = 'yes' | 'no' | 'unknown';

/** Compares the context's value with one of the policy's. */
type Comparison = (actual: string, wanted: string) => boolean;

interface Operator {
  readonly compare: Comparison;
  /** Holds if no value matches, and if the context has no such key. */
  readonly isNegated?: boolean;
}

const equal: Comparison = (actual, wanted) => actual === wanted;
const like: Comparison = (actual, wanted) => matches(wanted, actual);
const arnLike: Comparison = (actual, wanted) => matchesArn(wanted, actual);
const numeric =
  (compare: (actual: number, wanted: number) => boolean): Comparison =>
  (actual, wanted) =>
    compare(Number(actual), Number(wanted));

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { compare: equal },
  StringNotEquals: { compare: equal, isNegated: true },
  StringEqualsIgnoreCase: { compare: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase() },
  StringLike: { compare: like },
  StringNotLike: { compare: like, isNegated: true },
  ArnEquals: { compare: arnLike },
  ArnLike: { compare: arnLike },
  ArnNotEquals: { compare: arnLike, isNegated: true },
  ArnNotLike: { compare: arnLike, isNegated: true },
  Bool: { compare: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase() },
  NumericEquals: { compare: numeric((actual, wanted) => actual === wanted) },
  NumericLessThan: { compare: numeric((actual, wanted) => actual < wanted) },
  NumericLessThanEquals: { compare: numeric((actual, wanted) => actual <= wanted) },
  NumericGreaterThan: { compare: numeric((actual, wanted) => actual > wanted) },
  NumericGreaterThanEquals: { compare: numeric((actual, wanted) => actual >= wanted) },
};

const IF_EXISTS = 'IfExists';

export function holds(condition: unknown, given: Readonly<Record<string, string>>): Holds {
  if (condition === undefined) return 'yes';
  if (!isRecord(condition)) return 'unknown';
  const context = new Map(Object.entries(given).map(([key, value]) => [key.toLowerCase(), value]));
  const tests = Object.entries(condition).flatMap(([name, keys]) => test(name, keys, context));
  return tests.includes('no') ? 'no' : tests.includes('unknown') ? 'unknown' : 'yes';
}

function test(name: string, keys: unknown, context: ReadonlyMap<string, string>): Holds[] {
  if (!isRecord(keys)) return ['unknown'];
  const isOptional = name.endsWith(IF_EXISTS);
  const plain = isOptional ? name.slice(0, -IF_EXISTS.length) : name;
  const operator = Object.hasOwn(OPERATORS, plain) ? OPERATORS[plain] : undefined;
  if (!operator && name !== 'Null') return ['unknown'];
  return Object.entries(keys).map(([key, wanted]) => {
    const actual = context.get(key.toLowerCase());
    if (!operator) return verdict(texts(wanted).includes(String(actual === undefined)));
    if (actual === undefined) return verdict(isOptional || operator.isNegated === true);
    return verdict(texts(wanted).some((value) => operator.compare(actual, value)) !== (operator.isNegated ?? false));
  });
}

function verdict(isMet: boolean): Holds {
  return isMet ? 'yes' : 'no';
}
