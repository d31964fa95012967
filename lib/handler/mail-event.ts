import type { Direction } from '../rules';
import { comparable, type MailFlowEvent } from '../run-lambda';
import { fail } from './errors';
import type { IsOwn } from './own-domains';
import type { ReadEvent } from './read-event';

/**
 * A message that WorkMail calls a function for, as its event has it: what stands in its header and who gets it. The
 * content is not in it; a function gets that by the `messageId`.
 */
export interface MailEvent<D extends Direction | undefined = Direction> {
  readonly direction: D;
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
  /**
   * Whether this process has been called for this event before: WorkMail calls again after an error, a wrong answer or
   * 15 seconds, and Lambda after an error of an asynchronous function. False says nothing about other processes of the
   * function: what must happen once needs a store, keyed by `invocationId`.
   */
  readonly isRetry: boolean;
  /** The recipients in the `domains` that the handler was given. Throws `DOMAINS_MISSING` without them. */
  ownRecipients(): string[];
  /** The recipients elsewhere. Throws `DOMAINS_MISSING` without `domains`. */
  otherRecipients(): string[];
  /** Whether an address is in the `domains` that the handler was given. Throws `DOMAINS_MISSING` without them. */
  isOwn(address: string): boolean;
  /** Whether an address is among the recipients; letter case does not count. */
  isFor(address: string): boolean;
  /** The event as it came. Members that old events lack may be missing. */
  readonly event: Partial<MailFlowEvent>;
}

export type InboundMail = MailEvent<'INBOUND'>;
export type OutboundMail = MailEvent<'OUTBOUND'>;

/** Makes of what an event says what people ask of it; its questions are answered when they are asked. */
export function toMail<D extends Direction | undefined>(
  direction: D,
  read: ReadEvent,
  isRetry: boolean,
  isOwn: IsOwn,
  event: Partial<MailFlowEvent>,
): MailEvent<D> {
  const { messageId, invocationId, subject, from, sentBy, onBehalfOf, recipients, truncated } = read;
  const asked = isOwn ?? domainsMissing;
  return {
    direction,
    messageId,
    invocationId,
    subject,
    from,
    sentBy,
    onBehalfOf,
    recipients,
    truncated,
    isRetry,
    event,
    isOwn: asked,
    ownRecipients: () => recipients.filter(asked),
    otherRecipients: () => recipients.filter((recipient) => !asked(recipient)),
    isFor: (address) => recipients.some((recipient) => comparable(recipient) === comparable(address)),
  };
}

function domainsMissing(): never {
  fail('DOMAINS_MISSING', 'domains', undefined, 'they tell own addresses', "Give the organization's mail domains");
}
