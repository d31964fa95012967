import type { Readable } from 'node:stream';

/** A changed message on its way back. */
export interface UpdatedContent {
  /** In bytes. */
  readonly size: number;
  /** Of the content, as S3 has it: big-endian, base64. */
  readonly crc32: string;
  /** The content from its start, each time it is asked for. */
  stream(): Readable;
}

/**
 * Where the messages of a function are: in WorkMail (`awsMessages`, the default), or in the memory of a test
 * (`memoryMessages`). Both fail with a MessageRefusal where WorkMail refuses.
 */
export interface Messages {
  /** The whole MIME message, as it is now. */
  get(messageId: string): Promise<AsyncIterable<Uint8Array>>;
  /** Takes effect only behind a synchronous rule; elsewhere it does nothing, and says nothing. */
  put(messageId: string, content: UpdatedContent): Promise<void>;
}
