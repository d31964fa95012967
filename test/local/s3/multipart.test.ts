import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { BUCKET, type Desk, errorOf, startDesk, stopDesks } from './desk';

const PART = 5 * 1024 * 1024;
const PLACE = { Bucket: BUCKET, Key: 'large' };
let desk: Desk;
beforeEach(async () => {
  desk = await startDesk({ isVersioned: true });
});
afterEach(stopDesks);

const create = async () =>
  (await desk.client.send(new CreateMultipartUploadCommand({ ...PLACE, ContentType: 'message/rfc822' }))).UploadId;
const upload = async (UploadId: string | undefined, PartNumber: number, Body: Uint8Array) => {
  const { ETag } = await desk.client.send(new UploadPartCommand({ ...PLACE, UploadId, PartNumber, Body }));
  return { PartNumber, ETag };
};
const complete = (UploadId: string | undefined, Parts: object[]) =>
  desk.client.send(new CompleteMultipartUploadCommand({ ...PLACE, UploadId, MultipartUpload: { Parts } }));
const files = () => readdirSync(join(desk.folder, BUCKET, 'incoming'));

test('an object of parts, in the order of their numbers', async () => {
  const UploadId = await create();
  const [second, first] = [
    await upload(UploadId, 7, Buffer.from('end')),
    await upload(UploadId, 2, Buffer.alloc(PART, 'a')),
  ];
  const { VersionId, ETag } = await complete(UploadId, [first, second]);
  expect(ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
  const found = await desk.client.send(new GetObjectCommand({ ...PLACE, VersionId }));
  expect(found).toMatchObject({ ContentLength: PART + 3, ContentType: 'message/rfc822', ETag });
  expect((await found.Body?.transformToString())?.slice(-5)).toBe('aaend');
  expect(files()).toEqual([]);
});

test('a part that is sent again counts as it was sent last', async () => {
  const UploadId = await create();
  await upload(UploadId, 1, Buffer.from('first'));
  const part = await upload(UploadId, 1, Buffer.from('second'));
  expect(files()).toHaveLength(1);
  await complete(UploadId, [part]);
  const found = await desk.client.send(new GetObjectCommand(PLACE));
  expect(await found.Body?.transformToString()).toBe('second');
});

test('what is aborted is gone', async () => {
  const UploadId = await create();
  const part = await upload(UploadId, 1, Buffer.from('x'));
  await desk.client.send(new AbortMultipartUploadCommand({ ...PLACE, UploadId }));
  expect(files()).toEqual([]);
  for (const request of [complete(UploadId, [part]), upload(UploadId, 2, Buffer.from('y'))]) {
    expect(await errorOf(request)).toMatchObject({ name: 'NoSuchUpload' });
  }
});

test('wrong parts are refused, and the upload goes on', async () => {
  const UploadId = await create();
  const [first, second] = [
    await upload(UploadId, 1, Buffer.from('small')),
    await upload(UploadId, 2, Buffer.from('b')),
  ];
  expect(await errorOf(complete(UploadId, [first, second]))).toMatchObject({ name: 'EntityTooSmall' });
  expect(await errorOf(complete(UploadId, [second, first]))).toMatchObject({ name: 'InvalidPartOrder' });
  expect(await errorOf(complete(UploadId, [{ PartNumber: 3, ETag: first?.ETag }]))).toMatchObject({
    name: 'InvalidPart',
  });
  expect(await errorOf(complete(UploadId, [{ PartNumber: 1, ETag: '"0"' }]))).toMatchObject({ name: 'InvalidPart' });
  expect(await errorOf(complete(UploadId, []))).toMatchObject({ name: 'MalformedXML' });
  expect(await errorOf(upload(UploadId, 10_001, Buffer.from('x')))).toMatchObject({ name: 'InvalidArgument' });
  await complete(UploadId, [first]);
});

test('a copy is not what S3 on this machine can do', async () => {
  const copy = new PutObjectCommand({ ...PLACE, Body: 'x' });
  copy.middlewareStack.add(
    (next) => async (options) => {
      (options.request as { headers: Record<string, string> }).headers['x-amz-copy-source'] = '/a/b';
      return next(options);
    },
    { step: 'build' },
  );
  expect(await errorOf(desk.client.send(copy))).toMatchObject({ name: 'NotImplemented' });
});
