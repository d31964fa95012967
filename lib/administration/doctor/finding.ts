import type { Facts } from './facts';

/**
 * - `fine`: looked at, and as it has to be.
 * - `note`: worth knowing.
 * - `unproven`: could not be looked at.
 * - `warning`: works, and probably not as somebody wants it.
 * - `problem`: does not work.
 */
export type Severity = 'fine' | 'note' | 'unproven' | 'warning' | 'problem';

/** What the doctor looks at, in this order. */
export const AREAS = ['place', 'operations', 'rights', 'functions', 'gateways', 'rules', 'eventLog'] as const;
export type Area = (typeof AREAS)[number];

export interface Finding {
  readonly area: Area;
  /** Stable across releases. */
  readonly code: string;
  readonly severity: Severity;
  /** What was found, in a sentence without its full stop. */
  readonly sentence: string;
  /** What to do; absent where nothing has to be done. */
  readonly cure?: string;
}

/** One kind of thing to look at, over what is known. */
export type Check = (facts: Facts) => readonly Finding[];
