import { createHash } from 'node:crypto';
import type { ChunkSignatures } from '../access';
import { ApiError } from '../http';

/**
 * The form `aws-chunked` of a body: chunks with their sizes, perhaps signed one by one, and header fields behind the
 * last one. Yields the content, and gives the fields to `onTrailer`, by their names in lower case.
 */
export async function* readChunks(
  source: AsyncIterable<Buffer>,
  signatures: ChunkSignatures | undefined,
  onTrailer: (fields: ReadonlyMap<string, string>) => void,
): AsyncGenerator<Buffer> {
  const reader = new Reader(source);
  for (let bytes = -1; bytes !== 0; ) {
    const [size = '', ...extensions] = (await reader.line()).split(';');
    if (!/^[0-9a-f]{1,12}$/i.test(size)) throw incomplete();
    bytes = Number.parseInt(size, 16);
    const hash = createHash('sha256');
    for await (const piece of reader.take(bytes)) {
      hash.update(piece);
      yield piece;
    }
    signatures?.checkChunk(hash.digest('hex'), /^chunk-signature=(.*)$/.exec(extensions.join(';'))?.[1] ?? '');
    if (bytes > 0 && (await reader.line()) !== '') throw incomplete();
  }
  onTrailer(await readTrailer(reader, signatures));
}

async function readTrailer(reader: Reader, signatures: ChunkSignatures | undefined): Promise<Map<string, string>> {
  const fields = new Map<string, string>();
  for (let line = await reader.line(); line !== ''; line = await reader.line()) {
    const [name = '', ...value] = line.split(':');
    fields.set(name.toLowerCase().trim(), value.join(':').trim());
  }
  const signature = fields.get('x-amz-trailer-signature');
  fields.delete('x-amz-trailer-signature');
  if (signatures && fields.size > 0) {
    signatures.checkTrailer([...fields].map(([name, value]) => `${name}:${value}\n`).join(''), signature ?? '');
  }
  return fields;
}

/** The longest line between chunks, in bytes. */
const LONGEST_LINE = 8192;

class Reader {
  private readonly source: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.source = source[Symbol.asyncIterator]();
  }

  /** Up to the next line break, without it; what is left at the end counts as a line, once. */
  async line(): Promise<string> {
    for (let end = this.rest.indexOf('\r\n'); ; end = this.rest.indexOf('\r\n')) {
      if (end >= 0) {
        const line = this.rest.toString('latin1', 0, end);
        this.rest = this.rest.subarray(end + 2);
        return line;
      }
      if (this.rest.length > LONGEST_LINE) throw incomplete();
      await this.more();
    }
  }

  /** So many bytes, in pieces as they arrive. */
  async *take(bytes: number): AsyncGenerator<Buffer> {
    for (let missing = bytes; missing > 0; ) {
      if (this.rest.length === 0) await this.more();
      const piece = this.rest.subarray(0, missing);
      this.rest = this.rest.subarray(piece.length);
      missing -= piece.length;
      yield piece;
    }
  }

  private async more(): Promise<void> {
    const { done, value } = await this.source.next();
    if (done) throw incomplete();
    this.rest = this.rest.length === 0 ? value : Buffer.concat([this.rest, value]);
  }
}

function incomplete(): ApiError {
  return new ApiError('IncompleteBody', 'The body is not complete, or not in the form aws-chunked.', 400);
}
