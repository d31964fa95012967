/** Why a function cannot be made, or does not exist. */
export class FunctionError extends Error {
  constructor(
    readonly code:
      | 'RUNTIME_UNKNOWN'
      | 'RUNTIME_NOT_INSTALLED'
      | 'RESERVED_VARIABLE'
      | 'CODE_INVALID'
      | 'FUNCTION_NOT_FOUND',
    message: string,
  ) {
    super(message);
    this.name = 'FunctionError';
  }
}
