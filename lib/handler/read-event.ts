import type { Direction } from '../rules';
import { comparable } from '../run-lambda';
import { fail } from './errors';

/** What an event says, whichever of its published versions it is. */
export interface EventFacts {
  /** By which the content can be got from WorkMail's message flow API, for 24 hours. */
  readonly messageId: string;
  /** The same in every call for this event. Undefined in old events. */
  readonly invocationId: string | undefined;
  /** At most 256 characters of it; empty if the message has none. */
  readonly subject: string;
  /** The address in From; empty if there is none. Of a message sent on behalf of another user it is that user's. */
  readonly from: string;
  /**
   * Who really sent the message: the address in Sender of one sent on behalf of another user, else that in From. A user
   * who sends *as* another one leaves no trace in the event. Of inbound mail it is what the message says of itself.
   */
  readonly sentBy: string;
  /** On whose behalf the message was sent: the address in From. Undefined if its sender sent it on its own behalf. */
  readonly onBehalfOf: string | undefined;
  /** Those for whom the function decides, as the event spells them: not all of them if it is `truncated`. */
  readonly recipients: readonly string[];
  /** Whether the event left recipients out, because it would have been larger than 128 KB. */
  readonly truncated: boolean;
}

export interface ReadEvent extends EventFacts {
  readonly direction: Direction | undefined;
}

/**
 * Reads an event leniently: of summaryVersion 2018-10-10 or 2019-07-28, or of one that is yet to come; with or without
 * what older events lack. Only recipients and the id of the message have to be there: they make an event one of mail.
 */
export function readEvent(event: unknown): ReadEvent {
  const { envelope, messageId, invocationId, flowDirection, sender, subject, truncated } = asRecord(event);
  const { recipients, mailFrom } = asRecord(envelope);
  if (!Array.isArray(recipients)) notMail('envelope.recipients', recipients, 'a list of recipients');
  if (!isText(messageId)) notMail('messageId', messageId, 'the id of a message');
  const from = addressIn(mailFrom) ?? '';
  const sentBy = addressIn(sender) ?? from;
  return {
    direction: readDirection(flowDirection),
    messageId,
    invocationId: isText(invocationId) ? invocationId : undefined,
    subject: typeof subject === 'string' ? subject : '',
    from,
    sentBy,
    onBehalfOf: comparable(sentBy) === comparable(from) ? undefined : from,
    recipients: recipients.map(addressIn).filter(isText),
    truncated: truncated === true || truncated === 'true',
  };
}

function notMail(path: string, value: unknown, what: string): never {
  const reason = `an event of WorkMail has ${what} there`;
  fail('EVENT_NOT_MAIL', path, value, reason, 'Call it by a Run Lambda rule');
}

function readDirection(flowDirection: unknown): Direction | undefined {
  if (flowDirection === undefined || flowDirection === null || flowDirection === '') return undefined;
  const direction = typeof flowDirection === 'string' ? flowDirection.toUpperCase() : flowDirection;
  if (direction === 'INBOUND' || direction === 'OUTBOUND') return direction;
  fail('DIRECTION_UNKNOWN', 'flowDirection', flowDirection, 'mail is INBOUND or OUTBOUND', 'Call it with one of these');
}

/** The address in `{ address }`; what has none cannot be named in an answer either. */
function addressIn(mailbox: unknown): string | undefined {
  const address = typeof mailbox === 'string' ? mailbox : asRecord(mailbox).address;
  return isText(address) ? address : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
