import type { Problem } from '../problems';

/** What a check is told beside the value. */
export interface CheckOptions {
  /** True for a value that is known only later, such as an unresolved CDK token: it passes. */
  readonly isUnknown?: (value: unknown) => boolean;
}

/** Where a check puts what it finds. */
export type Report = (problem: Problem) => void;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
