import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import * as fc from 'fast-check';
import { Buckets } from '../../../lib/local/s3';
import { BUCKET, type Desk, errorOf, startDesk, stopDesks } from './desk';

let desk: Desk;
let client: S3Client;
beforeEach(async () => {
  desk = await startDesk();
  client = desk.client;
});
afterEach(stopDesks);

const put = (Key: string, Body: string | Uint8Array | Readable, others: object = {}) =>
  client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...others }));
const get = (Key: string, others: object = {}) => client.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...others }));
const textOf = async (Key: string, others: object = {}) => (await get(Key, others)).Body?.transformToString();

test('an object comes back as it was put, with what was said about it', async () => {
  const about = { ContentType: 'message/rfc822', CacheControl: 'no-store', Metadata: { origin: 'a message' } };
  const { ETag, ServerSideEncryption } = await put('a/b', 'content', about);
  expect(ServerSideEncryption).toBe('AES256');
  const { Body, ...found } = await get('a/b');
  expect(found).toMatchObject({ ...about, ETag, ContentLength: 7, LastModified: expect.any(Date) });
  expect(found.VersionId).toBeUndefined();
  expect(await Body?.transformToString()).toBe('content');
  expect(await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'a/b' }))).toMatchObject({ ...about, ETag });
});

test('any key and any content', async () => {
  const key = fc
    .string({
      unit: fc.oneof(fc.constantFrom(...'/ %+?&#=.~*\'()"<>\\'), fc.string({ unit: 'grapheme', maxLength: 1 })),
      minLength: 1,
      maxLength: 20,
    })
    // the client itself cannot send these
    .filter((text) => Buffer.from(text).toString() === text && !/(^|\/)\.\.?(\/|$)/.test(text) && text !== '');
  await fc.assert(
    fc.asyncProperty(key, fc.uint8Array({ maxLength: 300 }), async (Key, content) => {
      await put(Key, content);
      expect(await (await get(Key)).Body?.transformToByteArray()).toEqual(new Uint8Array(content));
      await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
    }),
    { numRuns: 50 },
  );
  expect(readdirSync(join(desk.folder, BUCKET, 'objects'))).toEqual([]);
}, 60_000);

test('a stream, of which the client knows only the length', async () => {
  const pieces = Array.from({ length: 200 }, (_, index) => Buffer.alloc(5000, index));
  await put('stream', Readable.from(pieces), { ContentLength: 1_000_000 });
  expect(await (await get('stream')).Body?.transformToByteArray()).toEqual(new Uint8Array(Buffer.concat(pieces)));
});

test('an empty object', async () => {
  await put('empty', '', { ContentLength: 0 });
  expect(await textOf('empty')).toBe('');
});

test('a part of an object', async () => {
  await put('digits', '0123456789');
  expect(await textOf('digits', { Range: 'bytes=2-4' })).toBe('234');
  expect(await textOf('digits', { Range: 'bytes=7-' })).toBe('789');
  expect(await textOf('digits', { Range: 'bytes=-2' })).toBe('89');
  expect((await get('digits', { Range: 'bytes=2-99' })).ContentRange).toBe('bytes 2-9/10');
  expect(await errorOf(get('digits', { Range: 'bytes=10-' }))).toMatchObject({ name: 'InvalidRange' });
});

test('content that is overwritten leaves nothing behind', async () => {
  await put('key', 'first');
  await put('key', 'second');
  expect(await textOf('key')).toBe('second');
  const [folder = ''] = readdirSync(join(desk.folder, BUCKET, 'objects'));
  expect(readdirSync(join(desk.folder, BUCKET, 'objects', folder))).toHaveLength(2);
});

test('an object that must not be there yet', async () => {
  await put('once', 'first', { IfNoneMatch: '*' });
  expect(await errorOf(put('once', 'second', { IfNoneMatch: '*' }))).toMatchObject({ name: 'PreconditionFailed' });
  expect(await textOf('once')).toBe('first');
  expect(readdirSync(join(desk.folder, BUCKET, 'incoming'))).toEqual([]);
});

test('what is not there', async () => {
  expect(await errorOf(get('nothing'))).toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
  expect(await errorOf(client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'nothing' })))).toMatchObject({
    name: 'NotFound',
  });
  expect(await errorOf(client.send(new GetObjectCommand({ Bucket: 'elsewhere', Key: 'a' })))).toMatchObject({
    name: 'NoSuchBucket',
    message: expect.stringContaining('no bucket elsewhere on this machine'),
  });
  await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'nothing' }));
});

test('a key that is too long', async () => {
  expect(await errorOf(put('k'.repeat(1025), 'x'))).toMatchObject({ name: 'KeyTooLongError' });
});

describe('in a versioned bucket', () => {
  beforeEach(() => desk.buckets.change(BUCKET, { isVersioned: true }));

  test('each content stays', async () => {
    const first = await put('key', 'first');
    const second = await put('key', 'second');
    expect(first.VersionId).not.toBe(second.VersionId);
    expect(await textOf('key')).toBe('second');
    expect(await textOf('key', { VersionId: first.VersionId })).toBe('first');
    expect(await errorOf(get('key', { VersionId: 'other' }))).toMatchObject({ name: 'NoSuchVersion' });
  });

  test('a deletion is a marker, which can be deleted', async () => {
    const { VersionId } = await put('key', 'content');
    const marker = await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'key' }));
    expect(marker.DeleteMarker).toBe(true);
    expect(await errorOf(get('key'))).toMatchObject({ name: 'NoSuchKey' });
    expect(await textOf('key', { VersionId })).toBe('content');
    expect(await errorOf(get('key', { VersionId: marker.VersionId }))).toMatchObject({ name: 'MethodNotAllowed' });
    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'key', VersionId: marker.VersionId }));
    expect(await textOf('key')).toBe('content');
  });

  test('what was there before has the version null, which is written once', async () => {
    desk.buckets.change(BUCKET, { isVersioned: false });
    await put('key', 'old');
    desk.buckets.change(BUCKET, { isVersioned: true });
    await put('key', 'new');
    expect(await textOf('key', { VersionId: 'null' })).toBe('old');
  });

  test('many can be deleted at a time', async () => {
    const { VersionId } = await put('a', 'a');
    await put('b', 'b');
    const { Deleted } = await client.send(
      new DeleteObjectsCommand({
        Bucket: BUCKET,
        Delete: { Objects: [{ Key: 'a', VersionId }, { Key: 'b' }, { Key: 'never <there>' }] },
      }),
    );
    expect(Deleted).toMatchObject([
      { Key: 'a', VersionId },
      { Key: 'b', DeleteMarker: true },
      { Key: 'never <there>', DeleteMarker: true },
    ]);
  });
});

test('the next process finds buckets and objects', async () => {
  desk.buckets.change(BUCKET, { isVersioned: true });
  const { VersionId, ETag } = await put('kept', 'content', { Metadata: { a: 'b' } });
  const { settings, objects } = new Buckets({ folder: desk.folder }).get(BUCKET);
  expect(settings).toMatchObject({ name: BUCKET, isVersioned: true });
  expect(objects.find('kept')).toMatchObject({ versionId: VersionId, etag: ETag, headers: { 'x-amz-meta-a': 'b' } });
});

test('a large object takes no memory', async () => {
  const size = 100_000_000;
  const piece = Buffer.alloc(100_000);
  const before = process.memoryUsage().rss;
  let highest = before;
  const body = Readable.from(
    (function* () {
      for (let sent = 0; sent < size; sent += piece.length) {
        highest = Math.max(highest, process.memoryUsage().rss);
        yield piece;
      }
    })(),
  );
  await put('large', body, { ContentLength: size });
  let received = 0;
  for await (const chunk of (await get('large')).Body as Readable) {
    received += chunk.length;
    highest = Math.max(highest, process.memoryUsage().rss);
  }
  expect(received).toBe(size);
  // client and server are one process here
  expect((highest - before) / 1e6).toBeLessThan(80);
}, 60_000);
