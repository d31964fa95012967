import { open, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ApiError } from '../../http';
import type { ObjectVersion } from '../bucket';
import { receiveContent } from '../content';
import { invalidArgument, noSuchKey, noSuchVersion, notImplemented } from '../errors';
import { bucketForObject, mayList, type S3Request } from '../request';
import { readRange } from './range';

/** The longest key, in bytes. */
const LONGEST_KEY = 1024;

export async function putObject(request: S3Request): Promise<void> {
  const { message, response, key, signatures } = request;
  const bucket = bucketForObject(request, 's3:PutObject');
  if (message.headers['x-amz-copy-source']) throw notImplemented('CopyObject');
  if (Buffer.byteLength(key) > LONGEST_KEY) throw new ApiError('KeyTooLongError', 'Your key is too long', 400);
  const content = await receiveContent(message, signatures, bucket.newFile());
  // after the content: whoever is there by then was first
  if (message.headers['if-none-match'] === '*' && bucket.objects.find(key)?.file) {
    await rm(content.file);
    throw new ApiError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  }
  const version = await bucket.objects.put(key, content, bucket.settings.isVersioned);
  response.writeHead(200, { ...describeVersion(version), ...ENCRYPTION }).end();
}

/** What S3 does with every object. */
const ENCRYPTION = { 'x-amz-server-side-encryption': 'AES256' };

export async function getObject(request: S3Request): Promise<void> {
  const { message, response, method } = request;
  const { version, file } = findVersion(request);
  const range = readRange(message.headers.range, version.bytes);
  const { first = 0, last = version.bytes - 1 } = range ?? {};
  const handle = method === 'HEAD' ? undefined : await open(file);
  response.writeHead(range ? 206 : 200, {
    'accept-ranges': 'bytes',
    'content-type': 'binary/octet-stream',
    ...version.headers,
    ...describeVersion(version),
    ...ENCRYPTION,
    'content-length': last - first + 1,
    'last-modified': new Date(version.modified).toUTCString(),
    ...(range && { 'content-range': `bytes ${first}-${last}/${version.bytes}` }),
  });
  if (!handle || last < first) {
    await handle?.close();
    response.end();
    return;
  }
  await pipeline(handle.createReadStream({ start: first, end: last }), response);
}

function describeVersion({ etag, versionId }: ObjectVersion): Record<string, string> {
  return { ...(etag && { etag }), ...(versionId !== 'null' && { 'x-amz-version-id': versionId }) };
}

/** Who may not list a bucket is not told what is not in it. */
function findVersion(request: S3Request): { version: ObjectVersion; file: string } {
  const { key, query } = request;
  const versionId = query.get('versionId') ?? undefined;
  const bucket = bucketForObject(request, versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion');
  const version = bucket.objects.find(key, versionId);
  if (version?.file) return { version, file: bucket.objects.fileOf(key, version) };
  if (version && versionId !== undefined) {
    throw new ApiError('MethodNotAllowed', 'The specified method is not allowed against a delete marker.', 405);
  }
  if (!mayList(request, bucket)) throw new ApiError('AccessDenied', accessDenied(request), 403);
  throw versionId === undefined ? noSuchKey(key) : noSuchVersion(versionId);
}

function accessDenied({ principal, bucket, key }: S3Request): string {
  return `${principal.arn} may not know whether there is ${key}: it has no right s3:ListBucket on arn:aws:s3:::${bucket}.`;
}

export function deleteObject(request: S3Request): void {
  const { key, query, response } = request;
  const versionId = query.get('versionId') ?? undefined;
  const { isMarker, version } = remove(request, key, versionId);
  response.writeHead(204, {
    ...(isMarker && { 'x-amz-delete-marker': 'true' }),
    ...(version && { 'x-amz-version-id': version }),
  });
  response.end();
}

export interface Removal {
  readonly isMarker: boolean;
  readonly version?: string;
}

/** Removes an object, or one version of it. That there is none is no error. */
export function remove(request: S3Request, key: string, versionId: string | undefined): Removal {
  if (key === '') throw invalidArgument('A key is missing.');
  const action = versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
  const { objects, settings } = bucketForObject(request, action, key);
  const touched =
    versionId === undefined ? objects.remove(key, settings.isVersioned) : objects.removeVersion(key, versionId);
  return { isMarker: touched !== undefined && !touched.file, version: touched?.versionId ?? versionId };
}
