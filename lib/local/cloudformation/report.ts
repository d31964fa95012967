import type { Operation, ResourceChange } from './engine/operation';
import type { StackState } from './state';

/** What became of one stack. */
export interface StackReport {
  readonly name: string;
  readonly id: string;
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'deleted' | 'failed';
  readonly status: string;
  readonly reason?: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** In the order in which they ended. */
  readonly changes: readonly ResourceChange[];
  readonly milliseconds: number;
}

/** What became of the stacks of a deployment. */
export interface DeployReport {
  /** After one that fails, no further stack is touched. */
  readonly succeeded: boolean;
  readonly stacks: readonly StackReport[];
}

const OUTCOMES: Readonly<Record<string, StackReport['outcome']>> = {
  CREATE_COMPLETE: 'created',
  UPDATE_COMPLETE: 'updated',
  DELETE_COMPLETE: 'deleted',
};

export function reportOn(operation: Operation, started: number): StackReport {
  const outcome = OUTCOMES[operation.stack.status] ?? 'failed';
  return { ...about(operation.stack), outcome, changes: operation.changes, milliseconds: performance.now() - started };
}

export function reportUnchanged(stack: StackState): StackReport {
  return { ...about(stack), outcome: 'unchanged', changes: [], milliseconds: 0 };
}

function about({ name, id, status, reason, outputs }: StackState) {
  return { name, id, status, reason, outputs: Object.fromEntries(outputs.map(({ key, value }) => [key, value])) };
}

export function reportAll(stacks: readonly StackReport[]): DeployReport {
  return { succeeded: stacks.every(({ outcome }) => outcome !== 'failed'), stacks };
}
