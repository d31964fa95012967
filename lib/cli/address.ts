import { InvalidArgumentError } from 'commander';

/** An address as an option has it. */
export function readAddress(value: string): string {
  if (/^[^@\s]+@[^@\s]+$/.test(value)) return value;
  throw new InvalidArgumentError('It is no address: write somebody@example.com.');
}

/** For options that may be repeated. */
export function collectAddress(value: string, others: readonly string[] = []): string[] {
  return [...others, readAddress(value)];
}
