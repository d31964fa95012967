/** The bytes of a message that can be read again and from any place. */
export interface ContentSource {
  /** In bytes. */
  readonly size: number;
  read(start: number, end: number): Promise<Buffer>;
  /** In pieces that memory does not feel. */
  stream(start: number, end: number): AsyncIterable<Buffer>;
  /** Lets go of what holds the bytes; may be called again. */
  close(): Promise<void>;
}

/** Bytes that are in memory. */
export class MemorySource implements ContentSource {
  readonly size: number;
  private readonly bytes: Buffer;

  constructor(content: Uint8Array) {
    this.bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    this.size = this.bytes.length;
  }

  async read(start: number, end: number): Promise<Buffer> {
    return this.bytes.subarray(start, end);
  }

  async *stream(start: number, end: number): AsyncIterable<Buffer> {
    if (end > start) yield this.bytes.subarray(start, end);
  }

  async close(): Promise<void> {}
}
