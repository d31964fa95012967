import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContentSource } from './source';

const PIECE = 64 * 1024;

/**
 * Bytes in a temporary file: Lambda's /tmp lies on a disk of its own (512 MB unless set otherwise), so that a large
 * message takes no memory. The file has no name any more while it is open, so nothing stays if the function is stopped.
 */
export class FileSource implements ContentSource {
  private length = 0;
  private closed = false;

  private constructor(
    private readonly file: FileHandle,
    /** Only where a file that is open must keep its name, as on Windows. */
    private readonly path: string | undefined,
  ) {}

  static async create(): Promise<FileSource> {
    const path = join(tmpdir(), `workmail-message-${randomUUID()}`);
    const file = await open(path, 'wx+', 0o600);
    const unlinked = await unlink(path).then(
      () => true,
      () => false,
    );
    return new FileSource(file, unlinked ? undefined : path);
  }

  get size(): number {
    return this.length;
  }

  async append(bytes: Uint8Array): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const { bytesWritten } = await this.file.write(bytes, written, bytes.length - written, this.length + written);
      written += bytesWritten;
    }
    this.length += bytes.length;
  }

  async read(start: number, end: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(Math.max(Math.min(end, this.length) - start, 0));
    let got = 0;
    while (got < bytes.length) {
      const { bytesRead } = await this.file.read(bytes, got, bytes.length - got, start + got);
      if (bytesRead === 0) throw new Error('The temporary file of the message is shorter than it was');
      got += bytesRead;
    }
    return bytes;
  }

  async *stream(start: number, end: number): AsyncIterable<Buffer> {
    for (let place = start; place < end; place += PIECE) yield await this.read(place, Math.min(place + PIECE, end));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.file.close();
    if (this.path) await unlink(this.path);
  }
}
