import { element, elements } from '../../http';
import type { ObjectVersion } from '../bucket';
import { invalidArgument } from '../errors';
import type { ObjectStore } from '../object-store';
import { bucketFor, type S3Request, sendXml } from '../request';

/** As many as S3 gives at a time. */
const PAGE = 1000;

interface Page {
  readonly keys: readonly string[];
  /** What keys have in common up to a delimiter, in their place. */
  readonly prefixes: readonly string[];
  /** The last of them, if there are more. */
  readonly next?: string;
}

export function listObjects(request: S3Request): void {
  const { objects } = bucketFor(request, 's3:ListBucket');
  const { query, bucket } = request;
  const isSecond = query.get('list-type') === '2';
  const after = query.get(isSecond ? 'start-after' : 'marker') ?? '';
  const token = query.get('continuation-token');
  const page = pageOf(objects, query, token === null ? after : readToken(token), (key) => isPresent(objects, key));
  const contents = page.keys.map((key) => {
    const version = objects.find(key) as ObjectVersion;
    return element('Contents', describe(key, version, query) + element('StorageClass', 'STANDARD'));
  });
  const more = isSecond
    ? {
        KeyCount: String(page.keys.length + page.prefixes.length),
        NextContinuationToken: page.next && writeToken(page.next),
      }
    : { NextMarker: page.next };
  sendXml(
    request,
    'ListBucketResult',
    about(bucket, query, page) + elements(more) + contents.join('') + prefixes(page, query),
  );
}

export function listVersions(request: S3Request): void {
  const { objects } = bucketFor(request, 's3:ListBucketVersions');
  const { query, bucket } = request;
  // a page holds whole objects, so that no marker of a version is needed
  const page = pageOf(objects, query, query.get('key-marker') ?? '', () => true);
  const versions = page.keys.flatMap((key) =>
    objects.versions(key).map((version, index) => {
      const details = describe(key, version, query);
      const identity = elements({ VersionId: version.versionId, IsLatest: String(index === 0) });
      return element(version.file ? 'Version' : 'DeleteMarker', details + identity);
    }),
  );
  const more = elements({ NextKeyMarker: page.next });
  sendXml(request, 'ListVersionsResult', about(bucket, query, page) + more + versions.join('') + prefixes(page, query));
}

function pageOf(objects: ObjectStore, query: URLSearchParams, after: string, isListed: (key: string) => boolean): Page {
  const limit = Math.min(Number(query.get('max-keys') ?? PAGE), PAGE);
  if (!Number.isInteger(limit) || limit < 0) throw invalidArgument('Argument max-keys must be an integer from 0');
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const keys: string[] = [];
  const common = new Set<string>();
  let last: string | undefined;
  for (const key of objects.keys()) {
    if (!key.startsWith(prefix) || compare(key, after) <= 0 || !isListed(key)) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const place = end < 0 ? key : key.slice(0, end + delimiter.length);
    // a common prefix stands for all of its keys, also where the page before ended with it
    if (common.has(place) || place === after) continue;
    if (keys.length + common.size >= limit) return { keys, prefixes: [...common], next: last };
    if (end < 0) keys.push(key);
    else common.add(place);
    last = place;
  }
  return { keys, prefixes: [...common] };
}

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function isPresent(objects: ObjectStore, key: string): boolean {
  return objects.find(key)?.file !== undefined;
}

// ---- XML ----------------------------------------------------------------------------------------

function about(Name: string, query: URLSearchParams, { next }: Page): string {
  return elements({
    Name,
    Prefix: query.get('prefix') ?? '',
    Delimiter: query.get('delimiter') ?? undefined,
    MaxKeys: String(Math.min(Number(query.get('max-keys') ?? PAGE), PAGE)),
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: String(next !== undefined),
  });
}

function describe(key: string, { etag, bytes, modified, file }: ObjectVersion, query: URLSearchParams): string {
  return elements({
    Key: encode(key, query),
    LastModified: new Date(modified).toISOString(),
    ETag: file ? etag : undefined,
    Size: file ? String(bytes) : undefined,
  });
}

function prefixes({ prefixes: common }: Page, query: URLSearchParams): string {
  return common.map((prefix) => element('CommonPrefixes', elements({ Prefix: encode(prefix, query) }))).join('');
}

/** XML cannot hold every key; clients that know this ask for keys as they stand in a URL. */
function encode(key: string, query: URLSearchParams): string {
  return query.get('encoding-type') === 'url' ? encodeURIComponent(key).replaceAll('%2F', '/') : key;
}

function writeToken(key: string): string {
  return Buffer.from(`after ${key}`).toString('base64url');
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (text.startsWith('after ')) return text.slice('after '.length);
  throw invalidArgument('The continuation token provided is incorrect');
}
