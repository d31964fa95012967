import type { Direction, Rule } from '../../../lib/rules';

/** One rule construct as an app declares it. */
export interface DeclaredRule {
  readonly constructId: string;
  readonly direction: Direction;
  /** Absent: a generated name. */
  readonly ruleName?: string;
  readonly senders: readonly string[];
  readonly action: ActionName;
  readonly adopt?: boolean;
  readonly retain?: boolean;
}

export const ACTIONS = ['drop', 'bounce', 'deliver', 'watch', 'screen'] as const;
export type ActionName = (typeof ACTIONS)[number];

/** One stack as an app declares it. */
export interface DeclaredStack {
  readonly rules: readonly DeclaredRule[];
  /** Another id replaces the function behind the rules. */
  readonly functionId: string;
  /** A resource that fails: after all rules, beside them, or none. */
  readonly breaks?: 'after' | 'beside';
}

/** The stacks that stand, by name. */
export type Stacks = Readonly<Record<string, DeclaredStack>>;

export const STACK_NAMES = ['North', 'South'] as const;

export interface LiveRule {
  readonly direction: Direction;
  readonly rule: Rule;
}
