import type { Direction } from '../rules';
import { comparable } from '../run-lambda';
import { fail } from './errors';

/** What an event says, whichever of its published versions it is. */
export interface ReadEvent {
  readonly direction: Direction | undefined;
  readonly messageId: string;
  readonly invocationId: string | undefined;
  readonly subject: string;
  readonly from: string;
  readonly sentBy: string;
  readonly onBehalfOf: string | undefined;
  readonly recipients: readonly string[];
  readonly truncated: boolean;
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
