/** Why a request is not served, in the words of AWS. */
export class AccessError extends Error {
  /** The status that AWS's JSON services give with all of these. */
  readonly status = 400;

  constructor(
    override readonly name: AccessErrorName,
    message: string,
  ) {
    super(message);
  }
}

export type AccessErrorName =
  /** Not signed at all. */
  | 'MissingAuthenticationTokenException'
  /** Signed in a form that cannot be read. */
  | 'IncompleteSignatureException'
  /** The access key, or its session token, is not one of ours. */
  | 'UnrecognizedClientException'
  | 'InvalidSignatureException'
  /** Known, but without the right. */
  | 'AccessDeniedException';
