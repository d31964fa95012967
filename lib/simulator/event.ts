import { createHash } from 'node:crypto';
import type { OpenReading } from '../rules';
import { comparable, EVENT_BYTES, type MailFlowEvent, SUBJECT_CHARACTERS } from '../run-lambda';
import type { Header } from './header';
import type { Message } from './message';

export interface BuiltEvent {
  readonly event: MailFlowEvent;
  /** The event as it goes over the wire. */
  readonly payload: string;
  readonly openReadings: readonly OpenReading[];
}

const SUMMARY_VERSION = '2018-10-10';

/** The event for those recipients of a message that one rule decides. */
export function buildEvent(
  message: Message,
  header: Header,
  ids: { readonly messageId: string; readonly invocationId: string },
  recipients: readonly string[],
): BuiltEvent {
  const openReadings: OpenReading[] = [];
  const from = fromAddress(message, header);
  const onBehalf = header.sender && comparable(header.sender) !== comparable(from);
  if (header.subject === undefined) openReadings.push('missingSubject');
  const event: MailFlowEvent = {
    summaryVersion: SUMMARY_VERSION,
    envelope: { mailFrom: { address: from }, recipients: recipients.map((address) => ({ address })) },
    ...(onBehalf && { sender: { address: header.sender } }),
    subject: cutSubject(header.subject ?? '', openReadings),
    messageId: ids.messageId,
    invocationId: ids.invocationId,
    flowDirection: message.direction,
    truncated: false,
  };
  const payload = JSON.stringify(event);
  if (Buffer.byteLength(payload) <= EVENT_BYTES) return { event, payload, openReadings };

  const truncated = truncateRecipients(event);
  return {
    event: truncated,
    payload: JSON.stringify(truncated),
    openReadings: [...openReadings, 'truncatedRecipients'],
  };
}

/** The address in From, or what stands in for it: open reading `missingFrom`. */
export function fromAddress(message: Message, header: Header): string {
  return header.from ?? message.envelope.from.trim();
}

function cutSubject(subject: string, openReadings: OpenReading[]): string {
  if (subject.length <= SUBJECT_CHARACTERS) return subject;
  const characters = [...subject];
  if (characters.length < subject.length) openReadings.push('subjectCharacters');
  return characters.slice(0, SUBJECT_CHARACTERS).join('');
}

function truncateRecipients(event: MailFlowEvent): MailFlowEvent {
  const withRecipients = (recipients: MailFlowEvent['envelope']['recipients']): MailFlowEvent => ({
    ...event,
    envelope: { ...event.envelope, recipients },
    truncated: true,
  });
  const { recipients } = event.envelope;
  // No comma stands behind the last recipient.
  let room = EVENT_BYTES - Buffer.byteLength(JSON.stringify(withRecipients([]))) + 1;
  let count = 0;
  for (const recipient of recipients) {
    room -= Buffer.byteLength(`${JSON.stringify(recipient)},`);
    if (room < 0) break;
    count++;
  }
  return withRecipients(recipients.slice(0, count));
}

/** An id in the form of a UUID that is the same whenever the same message comes through the same envelope. */
export function deriveMessageId(message: Message, header: Header): string {
  const hash = createHash('sha256')
    .update(JSON.stringify(message.envelope))
    .update(message.content.subarray(0, header.length))
    .digest('hex');
  // RFC 9562: version 8 is for ids of one's own making; 8 to b is its variant.
  const groups = [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(12, 15)}`, `8${hash.slice(15, 18)}`];
  return [...groups, hash.slice(18, 30)].join('-');
}

/** 32 hexadecimal characters, the same for every call that one rule makes for one message. */
export function deriveInvocationId(messageId: string, ...callOf: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([messageId, ...callOf]))
    .digest('hex')
    .slice(0, 32);
}
