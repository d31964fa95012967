/** How a call of a function ended. `payload` is the JSON text that Lambda answers with. */
export type Invocation =
  | { readonly kind: 'answer'; readonly payload: string; readonly milliseconds: number }
  | {
      readonly kind: 'error';
      readonly errorType: string;
      readonly message: string;
      readonly payload: string;
      readonly milliseconds: number;
    };

/** One call on its way to a process. */
export interface Call {
  readonly requestId: string;
  readonly payload: string;
  /** The ARN by which the function was called: with the alias, if there was one. */
  readonly invokedArn: string;
}

/** Lambda's limit for a request and for an answer, each 6 MB. */
const LARGEST_REQUEST = 6_291_456;
const LARGEST_ANSWER = 6_291_556;

export function failure(errorType: string, message: string, milliseconds: number, payload?: string): Invocation {
  const document = { errorType, errorMessage: message };
  return { kind: 'error', errorType, message, payload: payload ?? JSON.stringify(document), milliseconds };
}

export function answer(payload: string, milliseconds: number): Invocation {
  if (Buffer.byteLength(payload) <= LARGEST_ANSWER) return { kind: 'answer', payload, milliseconds };
  const message = `Response payload size exceeded maximum allowed payload size (${LARGEST_ANSWER} bytes).`;
  return failure('Function.ResponseSizeTooLarge', message, milliseconds);
}

/** What Lambda refuses before it calls the function. */
export function refusal(payload: string): Invocation | undefined {
  const size = Buffer.byteLength(payload);
  if (size > LARGEST_REQUEST) {
    const message = `${size} byte payload is too large for the RequestResponse invocation type (limit ${LARGEST_REQUEST} bytes)`;
    return failure('RequestTooLargeException', message, 0);
  }
  try {
    JSON.parse(payload);
    return undefined;
  } catch (error) {
    const message = `Could not parse request body into json: ${(error as Error).message}`;
    return failure('InvalidRequestContentException', message, 0);
  }
}
