import type { PartHeader } from './part-header';

/** One part of a message, by its place in it. All places are bytes from the start of the message. */
export interface MimePart {
  /** As IMAP counts: `1`, `1.2`; empty for the message itself if it is a multipart. */
  readonly number: string;
  readonly parent?: MimePart;
  readonly children: readonly MimePart[];
  readonly header: PartHeader;
  /** Where its header begins. */
  readonly start: number;
  /** Where its content begins: behind the empty line. */
  readonly bodyStart: number;
  /** Where its content ends: the line end before a delimiter belongs to the delimiter. */
  readonly end: number;
  /** Whether a delimiter follows its content, which is empty then, without a line end of its own. */
  readonly touchesDelimiter: boolean;
  /** Whether an empty line ends its header. */
  readonly headerEnded: boolean;
  /** Of a multipart: whether its closing delimiter is there. */
  readonly closed: boolean;
  /** Why nobody looked inside: its header is too long, or it is nested too deeply. */
  readonly opaque?: 'headerTooLong' | 'nestedTooDeeply';
  /** In bytes, without its line end; of a multipart, of what lies outside of its parts. */
  readonly longestLine: number;
  /** How many bytes of its content are line ends. */
  readonly lineEndBytes: number;
}

export interface MimeMessage {
  readonly root: MimePart;
  /** All parts in their order, the root first. */
  readonly parts: readonly MimePart[];
  /** The message's own header block, the empty line and all; empty if it is too long. */
  readonly header: Buffer;
  readonly size: number;
  /** Where the scan stopped to tell parts apart, because there are too many. */
  readonly cutAt?: number;
  /** The first lines that are longer than WorkMail takes, counted from 1. */
  readonly longLines: readonly { readonly line: number; readonly length: number }[];
}
