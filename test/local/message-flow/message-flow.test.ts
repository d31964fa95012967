import { readFileSync } from 'node:fs';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  GetRawMessageContentCommand,
  PutRawMessageContentCommand,
  WorkMailMessageFlowClient,
} from '@aws-sdk/client-workmailmessageflow';
import {
  BUCKET,
  type Desk,
  errorOf,
  MESSAGE,
  MESSAGE_ARN,
  MESSAGE_ID,
  REGION,
  startDesk,
  stopDesks,
  WORKMAIL_MAY_READ,
} from './desk';

const CHANGED = MESSAGE.replace('Subject: Offer', 'Subject: [External] Offer');
let desk: Desk;
let s3: S3Client;
beforeEach(async () => {
  desk = await startDesk();
  await desk.add();
  s3 = new S3Client({ endpoint: desk.s3.endpoint, region: REGION, credentials: desk.access.root, maxAttempts: 1 });
});
afterEach(async () => {
  s3.destroy();
  await stopDesks();
});

const get = (messageId = MESSAGE_ID) => new GetRawMessageContentCommand({ messageId });
const put = (reference: object = {}, messageId = MESSAGE_ID) =>
  new PutRawMessageContentCommand({
    messageId,
    content: { s3Reference: { bucket: BUCKET, key: 'a/b-C9', ...reference } },
  });
const upload = (Body: string | Uint8Array = CHANGED, Key = 'a/b-C9') =>
  s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
const currentText = async () => (await desk.client.send(get())).messageContent?.transformToString();
const delivered = () => readFileSync(desk.store.contentToDeliver(MESSAGE_ID)!.file, 'utf8');

describe('GetRawMessageContent', () => {
  it('gives the whole message', async () => {
    expect(await currentText()).toBe(MESSAGE);
  });

  it.each(['11111111-0000-0000-0000-000000000000', 'UPPER', '%', 'a/b'])(
    'says of %j that it is not there',
    async (id) => {
      expect(await errorOf(desk.client.send(get(id)))).toMatchObject({
        name: expect.stringMatching(/ResourceNotFoundException|UnknownOperationException/),
        $metadata: { httpStatusCode: 404 },
      });
    },
  );
});

describe('PutRawMessageContent', () => {
  it('puts an object in the place of the message, for functions and recipients', async () => {
    await upload();
    await desk.client.send(put());
    expect([await currentText(), delivered()]).toEqual([CHANGED, CHANGED]);
  });

  it('takes the version that is named', async () => {
    const { VersionId } = await upload();
    await upload(MESSAGE.replace('agreed', 'did not agree'));
    await desk.client.send(put({ objectVersion: VersionId }));
    expect(delivered()).toBe(CHANGED);
  });

  it('keeps the content when the object goes', async () => {
    const { VersionId = '' } = await upload();
    await desk.client.send(put());
    desk.buckets.get(BUCKET).objects.removeVersion('a/b-C9', VersionId);
    expect(delivered()).toBe(CHANGED);
  });

  it('succeeds and changes nothing for recipients where no synchronous rule waits', async () => {
    desk.store.endWait(MESSAGE_ID);
    await upload();
    await desk.client.send(put());
    expect([await currentText(), delivered()]).toEqual([CHANGED, MESSAGE]);
  });

  it('refuses a message that is frozen, or not there', async () => {
    await upload();
    desk.store.freeze(MESSAGE_ID);
    expect(await errorOf(desk.client.send(put()))).toMatchObject({
      name: 'MessageFrozen',
      $metadata: { httpStatusCode: 400 },
    });
    expect(await errorOf(desk.client.send(put({}, 'gone')))).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it.each([
    ['a key with a dot', { key: 'message.eml' }, /The key is "message.eml".*no dots/],
    ['a bucket with a dot', { bucket: 'updated.messages' }, /The bucket is "updated.messages".*no dots/],
    ['a bucket that is not there', { bucket: 'elsewhere' }, /no bucket elsewhere/],
    ['an object that is not there', { key: 'nothing' }, /specified key does not exist: nothing/],
    ['a version that is not there', { objectVersion: 'made-up' }, /specified version does not exist: made-up/],
  ])('says InvalidContentLocation of %s', async (_, reference, message) => {
    await upload();
    expect(await errorOf(desk.client.send(put(reference)))).toMatchObject({
      name: 'InvalidContentLocation',
      message: expect.stringMatching(message),
      $metadata: { httpStatusCode: 400 },
    });
    expect(delivered()).toBe(MESSAGE);
  });

  it.each([
    ['no policy', undefined, /the bucket has no policy/],
    [
      'a policy for another Region’s WorkMail',
      { Principal: { Service: 'workmail.eu-west-1.amazonaws.com' } },
      /no statement/,
    ],
    [
      'a policy for another account',
      { Condition: { StringEquals: { 'aws:SourceAccount': '999999999999' } } },
      /no statement/,
    ],
    [
      'a policy for another organization',
      { Condition: { ArnLike: { 'aws:SourceArn': MESSAGE_ARN.replace('m-0', 'm-f') } } },
      /no statement/,
    ],
    ['a policy that denies', { Effect: 'Deny' }, /policy denies it/],
  ])('says InvalidContentLocation of a bucket with %s', async (_, change, why) => {
    await upload();
    const policy = change && { Statement: { ...WORKMAIL_MAY_READ, ...change } };
    desk.buckets.change(BUCKET, { policy });
    const error = await errorOf(desk.client.send(put()));
    expect(error).toMatchObject({ name: 'InvalidContentLocation', message: expect.stringMatching(why) });
    expect(error.message).toContain(
      `may not s3:GetObject arn:aws:s3:::${BUCKET}/a/b-C9 with aws:SourceArn ${MESSAGE_ARN}`,
    );
  });

  it('says InvalidContentLocation of a bucket with a key of AWS KMS, and on what that rests', async () => {
    await upload();
    desk.buckets.change(BUCKET, { isEncryptedWithKms: true });
    expect(await errorOf(desk.client.send(put()))).toMatchObject({
      name: 'InvalidContentLocation',
      message: expect.stringMatching(/AWS KMS.*Open in WorkMail's documentation/),
    });
  });

  it('needs the right to the version where one is named', async () => {
    const { VersionId } = await upload();
    desk.buckets.change(BUCKET, { policy: { Statement: { ...WORKMAIL_MAY_READ, Action: 's3:GetObject' } } });
    expect(await errorOf(desk.client.send(put({ objectVersion: VersionId })))).toMatchObject({
      name: 'InvalidContentLocation',
    });
    await desk.client.send(put());
  });

  it.each([
    ['a line that is too long', MESSAGE.replace('agreed', 'x'.repeat(2000)), /a line has at most/],
    ['a header that is missing', MESSAGE.replace(/^From: .*\r\n/, ''), /header From/],
    ['another Message-ID', MESSAGE.replace('<1@', '<2@'), /must stay <1@partner.example>/],
    ['two subjects', MESSAGE.replace('Subject', 'Subject: x\r\nSubject'), /may stand only once/],
  ])('says MessageRejected of %s', async (_, content, message) => {
    await upload(content);
    expect(await errorOf(desk.client.send(put()))).toMatchObject({
      name: 'MessageRejected',
      message: expect.stringMatching(message),
      $metadata: { httpStatusCode: 400 },
    });
    expect([await currentText(), delivered()]).toEqual([MESSAGE, MESSAGE]);
  });

  it('says MessageRejected of more than 40 MB', async () => {
    const lines = Buffer.alloc(40 * 1024 * 1024, `${'x'.repeat(76)}\r\n`);
    await upload(Buffer.concat([Buffer.from(MESSAGE), lines]));
    expect(await errorOf(desk.client.send(put()))).toMatchObject({
      name: 'MessageRejected',
      message: expect.stringContaining('at most 41943040 (40 MB)'),
    });
  }, 30_000);

  it.each(['', '{', '{}', 'null', '{"content":{"s3Reference":{"bucket":1,"key":"a"}}}'])(
    'refuses the document %j',
    async (body) => {
      const command = put();
      command.middlewareStack.add(
        (next) => async (options) => {
          Object.assign(options.request as object, { body });
          (options.request as { headers: Record<string, string> }).headers['content-length'] = String(body.length);
          return next(options);
        },
        { step: 'build' },
      );
      expect(await errorOf(desk.client.send(command))).toMatchObject({ name: 'SerializationException' });
    },
  );
});

describe('rights', () => {
  const statement = (Action: string, Resource: string) => ({ Effect: 'Allow', Action, Resource });

  it.each([MESSAGE_ARN, MESSAGE_ARN.replace(MESSAGE_ID, '*'), MESSAGE_ARN.replace(/:message\/.*/, ':message/*'), '*'])(
    'to get the message are given on %s',
    async (resource) => {
      const client = desk.clientOf(statement('workmailmessageflow:GetRawMessageContent', resource));
      expect(await (await client.send(get())).messageContent?.transformToString()).toBe(MESSAGE);
      expect(await errorOf(client.send(put()))).toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining(`workmailmessageflow:PutRawMessageContent on resource: ${MESSAGE_ARN}`),
        $metadata: { httpStatusCode: 403 },
      });
    },
  );

  it.each([
    MESSAGE_ARN.replace('incoming', 'outgoing'),
    MESSAGE_ARN.replace('m-0', 'm-f'),
    MESSAGE_ARN.replace(MESSAGE_ID, 'other'),
  ])('to it are not given on %s', async (resource) => {
    const client = desk.clientOf(statement('workmailmessageflow:*', resource));
    expect(await errorOf(client.send(get()))).toMatchObject({ name: 'AccessDeniedException' });
  });

  it('are for outgoing messages where they go out', async () => {
    await desk.add({ messageId: 'out', direction: 'OUTBOUND' });
    const resource = MESSAGE_ARN.replace(/incoming.*/, 'outgoing/*');
    await desk.clientOf(statement('workmailmessageflow:GetRawMessageContent', resource)).send(get('out'));
  });

  it('are nobody’s without a known access key and a right signature', async () => {
    const send = async (credentials: { accessKeyId: string; secretAccessKey: string }) => {
      const settings = { endpoint: desk.messageFlow.endpoint, region: REGION, credentials, maxAttempts: 1 };
      const client = new WorkMailMessageFlowClient(settings);
      const { name } = await errorOf(client.send(get()));
      client.destroy();
      return name;
    };
    expect(await send({ accessKeyId: 'AKIA', secretAccessKey: 'x' })).toBe('UnrecognizedClientException');
    expect(await send({ accessKeyId: 'local', secretAccessKey: 'x' })).toBe('InvalidSignatureException');
    expect((await fetch(`${desk.messageFlow.endpoint}/messages/${MESSAGE_ID}`)).status).toBe(403);
  });
});

test('clients find the API by AWS_ENDPOINT_URL_WORKMAILMESSAGEFLOW', async () => {
  process.env.AWS_ENDPOINT_URL_WORKMAILMESSAGEFLOW = desk.messageFlow.endpoint;
  const client = new WorkMailMessageFlowClient({ region: REGION, credentials: desk.access.root });
  expect(await (await client.send(get())).messageContent?.transformToString()).toBe(MESSAGE);
  client.destroy();
  delete process.env.AWS_ENDPOINT_URL_WORKMAILMESSAGEFLOW;
});
