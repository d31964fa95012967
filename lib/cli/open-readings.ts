import { OPEN_READINGS, type OpenReading } from '../rules';
import { describeOpenReading } from '../testing';
import { colors } from './terminal';

/** For people: what the documentation leaves open, and on what a result rests all the same. */
export function openReadingLines(readings: Iterable<OpenReading>): string[] {
  return [...readings].map((name) => colors.yellow(describeOpenReading(name)));
}

/** For programs. */
export function openReadingDocuments(readings: Iterable<OpenReading>): object[] {
  return [...readings].map((name) => ({ name, ...OPEN_READINGS[name] }));
}
