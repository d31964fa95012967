import type { Direction, OpenReading } from '../../rules';
import type { QueuedMessage } from './spool/queued-message';

/** What became of a message, or of some of its recipients, as it goes on. */
export interface MailProgress {
  readonly what: MailStage;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly messageId: string;
  readonly organizationId: string;
  readonly direction: Direction;
  /** The address of MAIL FROM. */
  readonly from: string;
  /** Whom it is about. */
  readonly recipients: readonly string[];
  /** A sentence for people: why, where to, how long. */
  readonly detail?: string;
  /** On what the documentation leaves open. */
  readonly openReadings?: readonly OpenReading[];
}

/** What has become of a message, or of a part of its recipients. */
export type MailStage =
  /** It is on disk. */
  | 'accepted'
  /** A function failed; the detail says when it is called again. */
  | 'function failed'
  | 'delivered to inbox'
  | 'delivered to junk'
  /** Another mail server has it. */
  | 'sent'
  /** Another mail server does not take it yet. */
  | 'postponed'
  /** It would have been sent, and is in a folder instead. */
  | 'kept'
  /** Sent to somebody on this desk: it comes in again. */
  | 'handed over'
  | 'bounced'
  | 'dropped'
  /** Something went wrong on this machine; it is tried again. */
  | 'hindered';

/** A message that is not done. */
export interface QueuedMail
  extends Pick<QueuedMessage, 'messageId' | 'organizationId' | 'direction' | 'from' | 'recipients' | 'accepted'> {
  /** For what it waits: `rule "screening"`, `relay 127.0.0.1:25`. Absent while it is worked on. */
  readonly waitsFor?: string;
  /** Milliseconds since 1970. */
  readonly waitsUntil?: number;
}

/** What is queued, and how much mail there has been. */
export interface MailStatus {
  /** The oldest first. */
  readonly queued: readonly QueuedMail[];
  /** How many messages were accepted since the start, bounces among them. */
  readonly accepted: number;
  /** How many messages are done since the start. */
  readonly done: number;
}
