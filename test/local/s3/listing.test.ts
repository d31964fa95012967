import {
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { BUCKET, type Desk, errorOf, REGION, startDesk, stopDesks } from './desk';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk({ isVersioned: true });
  const keys = ['a/1', 'a/2', 'b/1', 'b/c/1', 'top', 'ümlaut & <more>', 'zz'];
  for (const Key of [...keys, 'top']) {
    await desk.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }));
  }
});
afterAll(stopDesks);

async function pages(input: object) {
  const found: string[][] = [];
  const settings = { client: desk.client };
  for await (const page of paginateListObjectsV2(settings, { Bucket: BUCKET, ...input })) {
    found.push([
      ...(page.CommonPrefixes ?? []).map(({ Prefix }) => `${Prefix}…`),
      ...(page.Contents ?? []).map(({ Key = '' }) => Key),
    ]);
  }
  return found;
}

test('objects are listed in the order of their keys, page by page', async () => {
  const all = ['a/1', 'a/2', 'b/1', 'b/c/1', 'top', 'zz', 'ümlaut & <more>'];
  expect(await pages({})).toEqual([all]);
  expect(await pages({ MaxKeys: 3 })).toEqual([all.slice(0, 3), all.slice(3, 6), all.slice(6)]);
  expect(await pages({ EncodingType: 'url' })).toEqual([[...all.slice(0, 6), encodeURIComponent('ümlaut & <more>')]]);
  expect(await pages({ Prefix: 'b/' })).toEqual([['b/1', 'b/c/1']]);
  expect(await pages({ StartAfter: 'b/c/1' })).toEqual([all.slice(4)]);
});

test('what keys have in common stands for them', async () => {
  expect(await pages({ Delimiter: '/' })).toEqual([['a/…', 'b/…', 'top', 'zz', 'ümlaut & <more>']]);
  expect(await pages({ Delimiter: '/', Prefix: 'b/' })).toEqual([['b/c/…', 'b/1']]);
  expect(await pages({ Delimiter: '/', MaxKeys: 1 })).toEqual([['a/…'], ['b/…'], ['top'], ['zz'], ['ümlaut & <more>']]);
});

test('the first form of the list', async () => {
  const { Contents, IsTruncated, NextMarker } = await desk.client.send(
    new ListObjectsCommand({ Bucket: BUCKET, MaxKeys: 2 }),
  );
  expect(Contents).toMatchObject([{ Key: 'a/1', Size: 3 }, { Key: 'a/2' }]);
  expect([IsTruncated, NextMarker]).toEqual([true, 'a/2']);
  const next = await desk.client.send(new ListObjectsCommand({ Bucket: BUCKET, MaxKeys: 1, Marker: NextMarker }));
  expect(next.Contents).toMatchObject([{ Key: 'b/1' }]);
});

test('versions are listed with their objects, the newest first', async () => {
  const { Versions } = await desk.client.send(new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: 'top' }));
  expect(Versions).toMatchObject([
    { Key: 'top', IsLatest: true, VersionId: expect.any(String) },
    { Key: 'top', IsLatest: false, VersionId: expect.any(String) },
  ]);
});

test('what is said of a bucket', async () => {
  const { client } = desk;
  expect((await client.send(new ListBucketsCommand({}))).Buckets).toMatchObject([{ Name: BUCKET }]);
  expect(await client.send(new GetBucketVersioningCommand({ Bucket: BUCKET }))).toMatchObject({ Status: 'Enabled' });
  expect(await client.send(new GetBucketLocationCommand({ Bucket: BUCKET }))).toMatchObject({
    LocationConstraint: REGION,
  });
  expect(await client.send(new HeadBucketCommand({ Bucket: BUCKET }))).toMatchObject({ BucketRegion: REGION });
});

test.each([{ ContinuationToken: 'made up' }, { MaxKeys: -1 }])('%j is refused', async (input) => {
  const request = desk.client.send(new ListObjectsV2Command({ Bucket: BUCKET, ...input }));
  expect(await errorOf(request)).toMatchObject({ name: 'InvalidArgument' });
});
