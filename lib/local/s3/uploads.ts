import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ApiError } from '../http';
import { noSuchUpload } from './errors';
import type { ReceivedContent } from './object-store';

interface Upload {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Map<number, ReceivedContent>;
}

/** A part as the client names it when it completes the upload. */
export interface NamedPart {
  readonly number: number;
  readonly etag: string;
}

/** In bytes; only the last part may be smaller. */
const SMALLEST_PART = 5 * 1024 * 1024;

/** Content that arrives in parts. What is not complete does not outlive the process. */
export class Uploads {
  private readonly uploads = new Map<string, Upload>();

  create(key: string, headers: Upload['headers']): string {
    const uploadId = randomBytes(32).toString('base64url');
    this.uploads.set(uploadId, { key, headers, parts: new Map() });
    return uploadId;
  }

  /** Throws if there is no such upload for the key. */
  get(uploadId: string, key: string): Upload {
    const upload = this.uploads.get(uploadId);
    if (upload?.key !== key) throw noSuchUpload();
    return upload;
  }

  async add(uploadId: string, key: string, number: number, content: ReceivedContent): Promise<void> {
    const { parts } = this.get(uploadId, key);
    const before = parts.get(number);
    parts.set(number, content);
    if (before) await rm(before.file, { force: true });
  }

  async abort(uploadId: string, key: string): Promise<void> {
    const { parts } = this.get(uploadId, key);
    this.uploads.delete(uploadId);
    await Promise.all([...parts.values()].map(({ file }) => rm(file, { force: true })));
  }

  /** Puts the named parts together, in a new file. */
  async complete(uploadId: string, key: string, named: readonly NamedPart[], file: string): Promise<ReceivedContent> {
    const { headers, parts } = this.get(uploadId, key);
    checkOrder(named);
    const chosen = named.map((part, index) => choose(part, parts, index === named.length - 1));
    await pipeline(async function* () {
      for (const part of chosen) yield* createReadStream(part.file);
    }, createWriteStream(file));
    const hash = createHash('md5');
    for (const { etag } of chosen) hash.update(Buffer.from(etag.replaceAll('"', ''), 'hex'));
    const bytes = chosen.reduce((sum, part) => sum + part.bytes, 0);
    // a second request to complete it meanwhile finds nothing any more
    await this.abort(uploadId, key);
    return { file, bytes, etag: `"${hash.digest('hex')}-${chosen.length}"`, headers };
  }
}

function checkOrder(named: readonly NamedPart[]): void {
  if (named.every(({ number }, index) => index === 0 || number > (named[index - 1] as NamedPart).number)) return;
  const why = 'The list of parts was not in ascending order. The parts list must be specified in order by part number.';
  throw new ApiError('InvalidPartOrder', why, 400);
}

function choose(
  { number, etag }: NamedPart,
  parts: ReadonlyMap<number, ReceivedContent>,
  isLast: boolean,
): ReceivedContent {
  const part = parts.get(number);
  if (!part || part.etag.replaceAll('"', '') !== etag.replaceAll('"', '')) {
    const why = `Part ${number} could not be found. It might not have been uploaded, or its ETag is another one.`;
    throw new ApiError('InvalidPart', why, 400);
  }
  if (!isLast && part.bytes < SMALLEST_PART) {
    const why = `Your proposed upload is smaller than the minimum allowed size: part ${number} has ${part.bytes} bytes.`;
    throw new ApiError('EntityTooSmall', why, 400);
  }
  return part;
}
