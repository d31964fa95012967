import { isRecord } from '../template/document';

/** EventBridge's event patterns: each member of a pattern is a list of what the event's member may be. */

type Test = (actual: unknown, wanted: unknown) => boolean;

/** What can stand in a list beside texts and numbers. */
const TESTS: Readonly<Record<string, Test>> = {
  prefix: (actual, wanted) => typeof actual === 'string' && actual.startsWith(String(wanted)),
  suffix: (actual, wanted) => typeof actual === 'string' && actual.endsWith(String(wanted)),
  exists: (actual, wanted) => (actual !== undefined) === wanted,
  'equals-ignore-case': (actual, wanted) => String(actual).toLowerCase() === String(wanted).toLowerCase(),
  'anything-but': (actual, wanted) => actual !== undefined && ![wanted].flat().includes(actual),
};

/** The first thing in a pattern that is not understood here; such a pattern must not be taken. */
export function unknownIn(pattern: unknown): string | undefined {
  if (Array.isArray(pattern)) {
    const tests = pattern.filter(isRecord).flatMap((item) => Object.keys(item));
    return tests.find((name) => !Object.hasOwn(TESTS, name));
  }
  if (!isRecord(pattern)) return JSON.stringify(pattern);
  return Object.entries(pattern)
    .flatMap(([name, member]) => (name === '$or' && Array.isArray(member) ? member : [member]))
    .map(unknownIn)
    .find((unknown) => unknown !== undefined);
}

export function matchesPattern(pattern: Readonly<Record<string, unknown>>, event: unknown): boolean {
  const record = isRecord(event) ? event : {};
  return Object.entries(pattern).every(([name, wanted]) => {
    if (name === '$or' && Array.isArray(wanted))
      return wanted.some((one) => isRecord(one) && matchesPattern(one, event));
    const actual = Object.hasOwn(record, name) ? record[name] : undefined;
    return Array.isArray(wanted) ? matchesOne(wanted, actual) : isRecord(wanted) && matchesPattern(wanted, actual);
  });
}

/** A list in the event matches if one of its members does. */
function matchesOne(wanted: readonly unknown[], actual: unknown): boolean {
  const values = Array.isArray(actual) ? actual : [actual];
  return wanted.some((one) =>
    values.some((value) =>
      isRecord(one) ? Object.entries(one).every(([name, test]) => TESTS[name]?.(value, test)) : one === value,
    ),
  );
}
