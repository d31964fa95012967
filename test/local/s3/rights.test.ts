import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { PolicyDocument } from '../../../lib/local/access';
import { allow, BUCKET, type Desk, errorOf, FUNCTION, REGION, startDesk, stopDesks } from './desk';

const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`;
const ROLE = 'arn:aws:iam::123456789012:role/writer';
let desk: Desk;
beforeEach(async () => {
  desk = await startDesk();
  await desk.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'there', Body: 'content' }));
});
afterEach(stopDesks);

const put = (Key = 'key') => new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'content' });
const get = (Key = 'there') => new GetObjectCommand({ Bucket: BUCKET, Key });
const setPolicy = (Statement: PolicyDocument['Statement']) => desk.buckets.change(BUCKET, { policy: { Statement } });

test('are those of the role, to one operation on some objects', async () => {
  const client = desk.clientOf(allow('s3:PutObject', `${BUCKET_ARN}/mine/*`));
  await client.send(put('mine/1'));
  expect(await errorOf(client.send(put('other')))).toMatchObject({
    name: 'AccessDenied',
    message: `User: ${FUNCTION} is not authorized to perform: s3:PutObject on resource: ${BUCKET_ARN}/other because no identity-based policy allows the s3:PutObject action`,
    $metadata: { httpStatusCode: 403 },
  });
  expect(await errorOf(client.send(get('mine/1')))).toMatchObject({ name: 'AccessDenied' });
});

test('are also those that the bucket’s policy gives, and not those that it denies', async () => {
  const client = desk.clientOf(allow('s3:GetObject', `${BUCKET_ARN}/*`));
  setPolicy([
    { Effect: 'Allow', Principal: { AWS: ROLE }, Action: 's3:PutObject', Resource: `${BUCKET_ARN}/*` },
    { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `${BUCKET_ARN}/there` },
  ]);
  await client.send(put());
  for (const command of [get('there'), put('there')]) {
    expect((await errorOf(client.send(command as never))).message).toContain(
      'explicit deny in a resource-based policy',
    );
  }
});

test('are there under a policy that wants TLS, which a loopback connection stands for', async () => {
  setPolicy([
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: `${BUCKET_ARN}/*`,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: `${BUCKET_ARN}/*`,
      Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
    },
  ]);
  await desk.clientOf(allow('s3:*', `${BUCKET_ARN}/*`)).send(put());
});

test('decide whether it is told that something is not there', async () => {
  const reader = desk.clientOf(allow('s3:GetObject', `${BUCKET_ARN}/*`));
  expect(await errorOf(reader.send(get('nothing')))).toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('no right s3:ListBucket'),
  });
  const lister = desk.clientOf(allow('s3:GetObject', `${BUCKET_ARN}/*`), allow('s3:ListBucket', BUCKET_ARN));
  expect(await errorOf(lister.send(get('nothing')))).toMatchObject({ name: 'NoSuchKey' });
});

test('to list are given on the bucket, to list buckets on everything', async () => {
  const client = desk.clientOf(allow('s3:*', `${BUCKET_ARN}/*`));
  for (const command of [new ListObjectsV2Command({ Bucket: BUCKET }), new ListBucketsCommand({})]) {
    expect(await errorOf(client.send(command as never))).toMatchObject({ name: 'AccessDenied' });
  }
});

test('count for each of many objects that are deleted at a time', async () => {
  const client = desk.clientOf(allow('s3:DeleteObject', `${BUCKET_ARN}/there`));
  const Objects = [{ Key: 'there' }, { Key: 'other' }];
  const { Deleted, Errors } = await client.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }));
  expect(Deleted).toMatchObject([{ Key: 'there' }]);
  expect(Errors).toMatchObject([{ Key: 'other', Code: 'AccessDenied' }]);
});

test('are nobody’s without a known access key, a right signature and the right Region', async () => {
  const send = async (others: object) => {
    const settings = { endpoint: desk.s3.endpoint, region: REGION, credentials: desk.access.root, maxAttempts: 1 };
    const client = new S3Client({ ...settings, ...others });
    const { name } = await errorOf(client.send(get()));
    client.destroy();
    return name;
  };
  expect(await send({ credentials: { accessKeyId: 'AKIA', secretAccessKey: 'x' } })).toBe('InvalidAccessKeyId');
  expect(await send({ credentials: { accessKeyId: 'local', secretAccessKey: 'x' } })).toBe('SignatureDoesNotMatch');
  expect(await send({ region: 'us-west-2' })).toBe('SignatureDoesNotMatch');
  const answer = await fetch(`${desk.s3.endpoint}/${BUCKET}/there`);
  expect(answer.status).toBe(403);
});

test('a bucket’s policy and tags can be asked for, and its policy set', async () => {
  const { client } = desk;
  expect(await errorOf(client.send(new GetBucketPolicyCommand({ Bucket: BUCKET })))).toMatchObject({
    name: 'NoSuchBucketPolicy',
  });
  const Policy = JSON.stringify({ Statement: [] });
  await client.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy }));
  expect((await client.send(new GetBucketPolicyCommand({ Bucket: BUCKET }))).Policy).toBe(Policy);
  await client.send(new DeleteBucketPolicyCommand({ Bucket: BUCKET }));
  expect(await errorOf(client.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: '{' })))).toMatchObject({
    name: 'MalformedPolicy',
  });
  expect(await errorOf(client.send(new GetBucketTaggingCommand({ Bucket: BUCKET })))).toMatchObject({
    name: 'NoSuchTagSet',
  });
  desk.buckets.change(BUCKET, { tags: [{ Key: 'a', Value: 'b' }] });
  expect((await client.send(new GetBucketTaggingCommand({ Bucket: BUCKET }))).TagSet).toEqual([
    { Key: 'a', Value: 'b' },
  ]);
});

test('nobody makes or removes a bucket but a deployment; what else S3 can do is refused by name', async () => {
  const { client } = desk;
  for (const command of [new CreateBucketCommand({ Bucket: 'mine' }), new DeleteBucketCommand({ Bucket: BUCKET })]) {
    expect(await errorOf(client.send(command as never))).toMatchObject({
      name: 'MethodNotAllowed',
      message: expect.stringContaining('by deployment only: AWS::S3::Bucket'),
    });
  }
  expect(await errorOf(client.send(new PutObjectAclCommand({ Bucket: BUCKET, Key: 'a' })))).toMatchObject({
    name: 'NotImplemented',
    message: `PUT acl /${BUCKET}/a is not implemented on this machine.`,
  });
});
