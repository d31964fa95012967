import type { Draft } from '../draft';
import type { OperationName } from '../report';

/** Something to do to a message. Each does nothing where it was done before, so a function may be called again. */
export interface Operation {
  readonly name: OperationName;
  /** For `rewriteMessage`, which calls it. */
  readonly apply: (draft: Draft) => void | Promise<void>;
}
