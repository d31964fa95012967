import type { Direction, OpenReading } from '../../../rules';

/** A message that was accepted: what SMTP handed over, but for the content, which is a file beside it. */
export interface QueuedMessage {
  /** Functions know the message by it. */
  readonly messageId: string;
  readonly organizationId: string;
  readonly direction: Direction;
  /** The address of MAIL FROM; empty for a bounce. */
  readonly from: string;
  /** The addresses of RCPT TO. */
  readonly recipients: readonly string[];
  /** Milliseconds since 1970. */
  readonly accepted: number;
  /** Of the content. */
  readonly bytes: number;
  /** A bounce of WorkMail's own making: no rule looks at it. */
  readonly isBounce?: boolean;
}

/** What happens to a message for one recipient, as it is kept. */
export interface Decision {
  readonly recipient: string;
  readonly fate: Fate;
  /** What the event log calls the action. */
  readonly action?: string;
  /** Of a bounce: the text that the function gave. */
  readonly text?: string;
  /** Of a routed message: the name of the SMTP gateway. */
  readonly gateway?: string;
  /** Of internal mail: whose recipient it is. */
  readonly organizationId?: string;
  /** The rule that decided. */
  readonly rule?: string;
  /** A sentence for people. */
  readonly why: string;
  readonly openReadings: readonly OpenReading[];
}

export type Fate =
  | 'inbox'
  | 'junk'
  | 'sent'
  | 'routed'
  /** Sent by a user of this desk to a user of this desk: it arrives as inbound mail. */
  | 'internal'
  | 'bounced'
  | 'dropped'
  /** A copy that an answer adds for somebody, with an action that delivers nothing. */
  | 'ignored';

/** Decisions that were taken at one time: those without a function, or those of one function. */
export interface DecidedGroup {
  /** The name of the synchronous rule, or empty. */
  readonly by: string;
  readonly decisions: readonly Decision[];
  /** The name of the file in the spool with what the function put in the place of the content. */
  readonly content?: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The lines of a message's journal; the first is the message itself. */
export type JournalEntry =
  /** The first call of a synchronous rule's function, from which its rule timeout counts. */
  | { readonly firstCall: { readonly rule: string; readonly at: number } }
  | { readonly decided: DecidedGroup }
  /** Steps of delivery, or calls of asynchronous rules' functions, that need not be repeated. */
  | { readonly done: readonly string[] };

/** Everything that a journal says. */
export interface JournalState {
  readonly message: QueuedMessage;
  /** Milliseconds since 1970, by the name of the rule. */
  readonly firstCalls: ReadonlyMap<string, number>;
  readonly groups: readonly DecidedGroup[];
  readonly done: ReadonlySet<string>;
}
