import { withLink } from '../../rules';

/** Why a function cannot be made, or does not exist. */
export class FunctionError extends Error {
  constructor(
    readonly code:
      | 'RUNTIME_UNKNOWN'
      | 'RUNTIME_NOT_INSTALLED'
      | 'RESERVED_VARIABLE'
      | 'CODE_INVALID'
      | 'FUNCTION_NOT_FOUND',
    /** What is wrong, and where, and what to do. */
    readonly problem: string,
  ) {
    super(withLink(problem, code));
    this.name = 'FunctionError';
  }
}
