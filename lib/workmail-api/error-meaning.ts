/**
 * The names by which WorkMail, or what stands before it, says each thing. The service model lists no error for the
 * operations on email flow rules; these are the names of the public operations of the same service, of AWS's services in
 * general, and of the SDK itself.
 */
const NAMES = {
  alreadyExists: [
    'NameAvailabilityException',
    'EntityAlreadyExistsException',
    'EntityAlreadyRegisteredException',
    'ResourceAlreadyExistsException',
    'AlreadyExistsException',
  ],
  notFound: ['EntityNotFoundException', 'ResourceNotFoundException', 'NotFoundException'],
  organizationNotFound: ['OrganizationNotFoundException'],
  /** The organization, or what was named, is in a state that forbids it: an organization that is being deleted. */
  wrongState: ['EntityStateException', 'OrganizationStateException', 'ConflictException', 'ResourceInUseException'],
  limitExceeded: ['LimitExceededException', 'ServiceQuotaExceededException'],
  accessDenied: ['AccessDeniedException', 'AccessDenied', 'NotAuthorizedException', 'UnauthorizedOperation'],
  /** Whoever calls is not known: no credentials, wrong ones, expired ones, or a clock that is wrong. */
  notAuthenticated: [
    'UnrecognizedClientException',
    'InvalidClientTokenId',
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
    'IncompleteSignatureException',
    'IncompleteSignature',
    'MissingAuthenticationTokenException',
    'MissingAuthenticationToken',
    'ExpiredTokenException',
    'ExpiredToken',
    'RequestExpired',
    'OptInRequired',
    'CredentialsProviderError',
    'TokenProviderError',
  ],
  unknownOperation: ['UnknownOperationException', 'UnsupportedOperationException', 'InvalidAction'],
  invalidInput: [
    'InvalidParameterException',
    'InvalidParameterCombination',
    'InvalidParameterValue',
    'MissingParameter',
    'ReservedNameException',
    'SerializationException',
    'ValidationException',
    'ValidationError',
    'RequestEntityTooLargeException',
  ],
  comeBackLater: [
    'ThrottlingException',
    'Throttling',
    'ThrottledException',
    'RequestLimitExceeded',
    'RequestThrottled',
    'RequestThrottledException',
    'TooManyRequestsException',
    'SlowDown',
    'InternalFailure',
    'InternalServerError',
    'InternalServerException',
    'InternalServiceError',
    'ServiceUnavailable',
    'ServiceUnavailableException',
    'DirectoryUnavailableException',
  ],
  /** No answer came. What the request asked for may have been done all the same. */
  unreachable: ['TimeoutError', 'RequestTimeout', 'RequestTimeoutException', 'AbortError'],
} as const satisfies Record<string, readonly string[]>;

/** Codes of Node.js for an answer that did not come. */
const NETWORK_CODES = [
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
];

export type ErrorMeaning = keyof typeof NAMES | 'unknown';

/** After these nobody knows whether what was asked for is done, or will be. */
const UNCLEAR: readonly ErrorMeaning[] = ['comeBackLater', 'unreachable', 'unknown'];

/** Whether the service has answered for good, and done nothing. */
export function isRefusal(meaning: ErrorMeaning | undefined): boolean {
  return meaning !== undefined && !UNCLEAR.includes(meaning);
}

/** Causes nest; a ring of them shall not hang us. */
const MOST_CAUSES = 5;

/** What an error of the client, or of the network below it, means; `unknown` where none of this knows it. */
export function meaningOf(error: unknown, causes = MOST_CAUSES): ErrorMeaning {
  if (typeof error !== 'object' || error === null) return 'unknown';
  const { name, code, cause, $metadata } = error as {
    name?: unknown;
    code?: unknown;
    cause?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode ?? 0;
  const byName = meaningOfName(name) ?? meaningOfName(code);
  if (byName) return byName;
  if (status === 429 || status >= 500) return 'comeBackLater';
  if (NETWORK_CODES.includes(String(code))) return 'unreachable';
  return causes > 0 ? meaningOf(cause, causes - 1) : 'unknown';
}

function meaningOfName(name: unknown): ErrorMeaning | undefined {
  const meanings = Object.keys(NAMES) as (keyof typeof NAMES)[];
  return meanings.find((meaning) => (NAMES[meaning] as readonly unknown[]).includes(name));
}
