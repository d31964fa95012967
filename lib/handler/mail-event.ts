import type { Direction } from '../rules';
import { comparable, type MailFlowEvent } from '../run-lambda';
import { fail } from './errors';
import type { IsOwn } from './own-domains';
import type { EventFacts } from './read-event';

/**
 * A message that WorkMail calls a function for, as its event has it: what stands in its header and who gets it. The
 * content is not in it; a function gets that by the `messageId`.
 */
export interface MailEvent<D extends Direction | undefined = Direction> extends EventFacts {
  readonly direction: D;
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

/** A message that comes in. */
export type InboundMail = MailEvent<'INBOUND'>;
/** A message that goes out. */
export type OutboundMail = MailEvent<'OUTBOUND'>;

/** Makes of what an event says what people ask of it; its questions are answered when they are asked. */
export function toMail<D extends Direction | undefined>(
  direction: D,
  facts: EventFacts,
  isRetry: boolean,
  isOwn: IsOwn,
  event: Partial<MailFlowEvent>,
): MailEvent<D> {
  const { messageId, invocationId, subject, from, sentBy, onBehalfOf, recipients, truncated } = facts;
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
  fail(
    'DOMAINS_MISSING',
    'domains',
    undefined,
    'they tell own addresses from others',
    "Give the organization's mail domains",
  );
}
