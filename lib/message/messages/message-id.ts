import { MessageError } from '../errors';

/** The message flow API: 1 to 120 lower-case letters, digits and hyphens. */
export function checkMessageId(messageId: unknown): asserts messageId is string {
  if (typeof messageId === 'string' && /^[a-z0-9-]{1,120}$/.test(messageId)) return;
  throw new MessageError(
    'MESSAGE_ID_INVALID',
    `The message id is ${(JSON.stringify(messageId) ?? String(messageId)).slice(0, 140)}`,
    "Pass the event's messageId: 1 to 120 lower-case letters, digits and hyphens",
  );
}
