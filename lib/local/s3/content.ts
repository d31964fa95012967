import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { ChunkSignatures } from '../access';
import { ApiError } from '../http';
import { readChunks } from './aws-chunked';
import { digestOf, isDigest } from './digests';
import { invalidArgument } from './errors';
import type { ReceivedContent } from './object-store';

/** How the header x-amz-content-sha256 says that the body comes in chunks, signed or not. */
const STREAMED = /^STREAMING-(AWS4-HMAC-SHA256|UNSIGNED)-PAYLOAD(-TRAILER)?$/;
const UNSIGNED = 'UNSIGNED-PAYLOAD';
const HASH = /^[0-9a-f]{64}$/;

/** What a client says of its content: a digest by its name, in base64. */
type Claims = Map<string, string>;

/** Writes the body of a request to a new file as it arrives, and checks whatever the client says of it. */
export async function receiveContent(
  message: IncomingMessage,
  signatures: ChunkSignatures,
  file: string,
): Promise<ReceivedContent> {
  const { headers } = message;
  const claims = claimsIn(headers);
  const announced = String(headers['x-amz-trailer'] ?? '').replace(CHECKSUM, '');
  const names = new Set(['md5', ...claims.keys(), announced].filter(isDigest));
  const digests = [...names].map((name) => [name, digestOf(name)] as const);
  let bytes = 0;
  try {
    const body = bodyOf(message, signatures, (fields) => claimsIn(Object.fromEntries(fields), claims));
    await pipeline(
      body,
      async function* (pieces) {
        for await (const piece of pieces) {
          bytes += piece.length;
          for (const [, digest] of digests) digest.update(piece);
          yield piece;
        }
      },
      createWriteStream(file, { flags: 'wx' }),
    );
    checkLength(bytes, headers['x-amz-decoded-content-length'] ?? headers['content-length']);
    const results = new Map(digests.map(([name, digest]) => [name, digest.digest()]));
    checkClaims(claims, results);
    return { file, bytes, etag: `"${results.get('md5')?.toString('hex')}"`, headers: keptHeaders(headers) };
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

function bodyOf(
  message: IncomingMessage,
  signatures: ChunkSignatures,
  onTrailer: (fields: ReadonlyMap<string, string>) => void,
): AsyncIterable<Buffer> {
  const payload = String(message.headers['x-amz-content-sha256']);
  const [, signing] = STREAMED.exec(payload) ?? [];
  if (signing) return readChunks(message, signing === 'UNSIGNED' ? undefined : signatures, onTrailer);
  if (payload === UNSIGNED || HASH.test(payload)) return message;
  throw invalidArgument(
    `x-amz-content-sha256 is "${payload}", and must be ${UNSIGNED}, STREAMING-…-PAYLOAD or the hash of the body.`,
  );
}

// ---- what the client says -----------------------------------------------------------------------

const CHECKSUM = 'x-amz-checksum-';

function claimsIn(headers: IncomingHttpHeaders, claims: Claims = new Map()): Claims {
  for (const [field, value] of Object.entries(headers)) {
    if (field === 'content-md5') claims.set('md5', String(value));
    if (field === 'x-amz-content-sha256' && HASH.test(String(value))) {
      claims.set('sha256', Buffer.from(String(value), 'hex').toString('base64'));
    }
    // a checksum of a kind that is not known here is not checked
    if (field.startsWith(CHECKSUM)) claims.set(field.slice(CHECKSUM.length), String(value));
  }
  return claims;
}

function checkLength(bytes: number, announced: string | string[] | undefined): void {
  if (announced === undefined || Number(announced) === bytes) return;
  const why = `You did not provide the number of bytes specified by the Content-Length HTTP header: ${announced}, not ${bytes}.`;
  throw new ApiError('IncompleteBody', why, 400);
}

function checkClaims(claims: Claims, results: ReadonlyMap<string, Buffer>): void {
  for (const [name, claim] of claims) {
    const actual = results.get(name)?.toString('base64');
    if (actual === undefined || actual === claim) continue;
    throw new ApiError('BadDigest', `The ${name} you specified did not match the calculated checksum.`, 400);
  }
}

const KEPT = ['cache-control', 'content-disposition', 'content-language', 'content-type', 'expires'];
const METADATA = 'x-amz-meta-';

/** The header fields that belong to the content. */
export function keptHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => KEPT.includes(name) || name.startsWith(METADATA));
  const encoding = String(headers['content-encoding'] ?? '').replace(/(^|,\s*)aws-chunked(?=,|$)/, '');
  return {
    ...Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
    ...(encoding !== '' && { 'content-encoding': encoding.replace(/^,\s*/, '') }),
  };
}
