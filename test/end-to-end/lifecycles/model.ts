import type { DirectedRule, Direction } from '../../../lib/rules';

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
/** `route`: through the stack's gateway; for outbound rules of a stack that has one. */
export type ActionName = (typeof ACTIONS)[number] | 'route';

/** An SMTP gateway construct as an app declares it. */
export interface DeclaredGateway {
  readonly constructId: string;
  readonly name: string;
  readonly port: number;
  /** Does a new password reach it at once? */
  readonly rotates: boolean;
}

/** One expectation of a stack's check: which rule decides on mail from an address, if any. */
export interface DeclaredExpectation {
  readonly direction: Direction;
  readonly from: string;
  readonly ruleName?: string;
}

/** One stack as an app declares it. */
export interface DeclaredStack {
  readonly rules: readonly DeclaredRule[];
  readonly gateway?: DeclaredGateway;
  /** Absent: no check. */
  readonly expectations?: readonly DeclaredExpectation[];
  /** Another id replaces the function behind the rules. */
  readonly functionId: string;
  /** A resource that fails: after all rules, beside them, or none. */
  readonly breaks?: 'after' | 'beside';
}

/** The stacks that stand, by name. */
export type Stacks = Readonly<Record<string, DeclaredStack>>;

/** The secret with the password of every gateway. */
export const SECRET_NAME = 'relay';

export const STACK_NAMES = ['North', 'South'] as const;

/** What is known to stand of a stack: what it declares, and what this makes. */
export interface Standing {
  readonly declared: DeclaredStack;
  /** In the order of the declared ones. */
  readonly rules: readonly DirectedRule[];
  /** The logical id of its check: another one is another check, which runs. */
  readonly checkId?: string;
}
