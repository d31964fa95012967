import type { ContentProblem } from '../mime';
import { withLink } from '../rules';

/** What is set up wrongly. */
export type MessageErrorCode =
  /** A header field is named as none can be. */
  | 'HEADER_NAME_INVALID'
  /** A value would end its field, or holds control characters. */
  | 'HEADER_VALUE_INVALID'
  /** WorkMail takes no message back in which this field is another. */
  | 'HEADER_IMMUTABLE'
  /** The field says how the content is built; the other operations keep it right. */
  | 'HEADER_STRUCTURAL'
  /** The field may stand only once. */
  | 'HEADER_UNIQUE'
  /** A text, an HTML text or a file to put in is not what it must be. */
  | 'OPERATION_INVALID'
  | 'MESSAGE_ID_INVALID'
  /** Nobody says through which bucket changed messages go back. */
  | 'NO_BUCKET'
  | 'BUCKET_NAME_INVALID'
  /** The key is not one that WorkMail takes. */
  | 'KEY_INVALID'
  /** The changed message could not be stored in the bucket. */
  | 'UPLOAD_FAILED'
  /** A client of the AWS SDK is not installed, and this is not Lambda. */
  | 'SDK_MISSING';

/** A mistake of the function, or of how it was set up: trying again changes nothing. */
export class MessageError extends Error {
  constructor(
    readonly code: MessageErrorCode,
    /** What is wrong, and where. */
    readonly problem: string,
    /** What to do instead. */
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(withLink(`${problem}. ${remedy}.`, code), options);
    this.name = 'MessageError';
  }
}

/** Why WorkMail refuses. */
export type MessageRefusalCode =
  /** `ResourceNotFoundException`: WorkMail has no such message, or no more; it keeps them for 24 hours. */
  | 'MESSAGE_GONE'
  /** `MessageFrozen`: the message may not be changed, usually because it was redirected. */
  | 'MESSAGE_FROZEN'
  /** `MessageRejected`: WorkMail does not take the content. */
  | 'MESSAGE_REJECTED'
  /** `InvalidContentLocation`: WorkMail cannot read the changed message from the bucket. */
  | 'INVALID_CONTENT_LOCATION';

/**
 * What WorkMail answers instead of giving or taking a message. The message itself is untouched and goes on as it is:
 * what becomes of it is for the function to decide.
 */
export class MessageRefusal extends Error {
  constructor(
    readonly code: MessageRefusalCode,
    readonly messageId: string,
    /** What happened, in WorkMail's words where it said something. */
    readonly problem: string,
    /** What to do. */
    readonly remedy: string,
    /** Of MESSAGE_REJECTED: what was found in the content; empty where WorkMail alone knows. */
    readonly problems: readonly ContentProblem[] = [],
    options?: ErrorOptions,
  ) {
    super(withLink(`Message ${messageId}: ${problem}. ${remedy}.`, code), options);
    this.name = 'MessageRefusal';
  }
}
