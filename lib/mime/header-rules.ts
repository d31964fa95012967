/**
 * What WorkMail asks of the header of an updated message. That it asks is documented, of which fields is not:
 * OPEN_READINGS has requiredFields, immutableFields and uniqueFields. All names in lower case.
 */

/** RFC 5322, 3.6: the two that every message has. */
export const REQUIRED_FIELDS: readonly string[] = ['from', 'date'];

/** Who wrote the message, when, and which it is. */
export const IMMUTABLE_FIELDS: readonly string[] = ['from', 'sender', 'date', 'message-id'];

/** RFC 5322, 3.6, and RFC 2045. */
export const UNIQUE_FIELDS: readonly string[] = [
  'date',
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'bcc',
  'message-id',
  'in-reply-to',
  'references',
  'subject',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
];

/** Letter case does not count in names. */
export function isImmutable(name: string): boolean {
  return IMMUTABLE_FIELDS.includes(name.toLowerCase());
}

export function isUnique(name: string): boolean {
  return UNIQUE_FIELDS.includes(name.toLowerCase());
}
