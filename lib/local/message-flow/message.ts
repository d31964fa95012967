import type { Direction } from '../../rules';

/** A file with content. Its owner may delete it, but must not change it in place: the store may hold a link to it. */
export interface MessageFile {
  readonly file: string;
}

/** A message on its way, as functions know it. */
export interface NewMessage {
  /** 1 to 120 of `a-z`, `0-9` and `-`. */
  readonly messageId: string;
  readonly organizationId: string;
  readonly direction: Direction;
  /** The MIME message. */
  readonly content: Uint8Array | MessageFile;
  /** Whether a synchronous rule decides on it: only then does what functions put back reach recipients. */
  readonly isAwaited: boolean;
}

/** Content on disk; the file stays as it is until the message is forgotten or changed. */
export interface StoredContent extends MessageFile {
  readonly bytes: number;
  /** Whether a function put it in the place of what arrived. */
  readonly isUpdated: boolean;
}

/** What the store knows of a message. */
export interface MessageRecord extends Omit<NewMessage, 'content'> {
  /** Milliseconds since 1970. */
  readonly added: number;
  readonly isFrozen: boolean;
  /** The name of the file with what arrived. */
  readonly original: string;
  /** The name of the file with what was put last: functions get it. */
  readonly updated?: string;
  /** The name of the file with what was put last while somebody waited: recipients get it. */
  readonly effective?: string;
}

/** As the service's model has it. */
export const MESSAGE_ID = /^[a-z0-9-]{1,120}$/;

/** How long the content of a message can be had. */
export const LIFETIME_MILLISECONDS = 24 * 60 * 60 * 1000;

/** The largest content that can be had or put, in bytes. */
export const LARGEST_CONTENT_BYTES = 40 * 1024 * 1024;
