/** The names of the operations, as reports have them. */
export type OperationName =
  | 'addBanner'
  | 'addDisclaimer'
  | 'addHeader'
  | 'removeAttachments'
  | 'removeHeader'
  | 'replaceAttachments'
  | 'setHeader'
  | 'tagSubject';

/** Why an operation left a part as it is. */
export type LeftAloneCode =
  /** Signed: a change would break the signature. Of attachments: a signed file of which nobody sees the inside. */
  | 'signed'
  /** Encrypted: nobody sees the inside. */
  | 'encrypted'
  /** It is there already: the same operation was done before, as when WorkMail calls a function again. */
  | 'alreadyThere'
  /** The message has no text that a mail program shows first. */
  | 'noTextPart'
  /** The message has no such header field. */
  | 'noSuchHeader'
  /** A message within the message: it stays as it is, and nobody looks inside. */
  | 'nestedMessage'
  /** Bytes that are no text in the charset that the part claims, or that nobody can tell apart. */
  | 'charsetUnclear'
  | 'transferEncodingUnknown'
  /** Content that is not base64, though it is said to be. */
  | 'transferEncodingBroken'
  /** A text of more than 4 MiB that would have to be encoded anew. */
  | 'partTooLarge'
  /** The header of the message or of a part has more than 1 MiB. */
  | 'headerTooLong'
  /** Multiparts within multiparts, more than 50. */
  | 'nestedTooDeeply'
  /** More than 1,000 parts: what follows was not looked at. */
  | 'tooManyParts';

/** One thing that an operation did. */
export interface Done {
  readonly operation: OperationName;
  /** As IMAP counts parts, `1.2`; `message` for the message itself. */
  readonly part: string;
  /** In words, for a log. */
  readonly what: string;
}

/** One thing that an operation could have changed and did not. */
export interface LeftAlone {
  readonly operation: OperationName;
  /** As IMAP counts parts, `1.2`; `message` for the message itself. */
  readonly part: string;
  readonly code: LeftAloneCode;
  /** In words, for a log. */
  readonly why: string;
}

/** What became of a message. */
export interface RewriteReport {
  /** False if every byte is what it was. */
  readonly changed: boolean;
  readonly done: readonly Done[];
  readonly leftAlone: readonly LeftAlone[];
}

const REASONS: Record<LeftAloneCode, string> = {
  signed: 'it is signed, and a change would break the signature',
  encrypted: 'it is encrypted',
  alreadyThere: 'it is there already',
  noTextPart: 'there is no text that a mail program would show first',
  noSuchHeader: 'there is no such header field',
  nestedMessage: 'it is a message within the message, which stays as it is',
  charsetUnclear: 'its bytes are no text in its charset, or the charset is unknown',
  transferEncodingUnknown: 'its transfer encoding is unknown',
  transferEncodingBroken: 'its content is not base64, though it says so',
  partTooLarge: 'it is too large to be encoded anew',
  headerTooLong: 'its header is too long',
  nestedTooDeeply: 'its parts are nested too deeply',
  tooManyParts: 'the message has too many parts; what follows was not looked at',
};

export function leave(operation: OperationName, part: string, code: LeftAloneCode, what = ''): LeftAlone {
  const reason = REASONS[code];
  return { operation, part, code, why: what === '' ? reason : `${what}: ${reason}` };
}
