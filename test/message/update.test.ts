import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import {
  addBanner,
  addHeader,
  awsMessages,
  MessageError,
  MessageRefusal,
  type Messages,
  memoryMessages,
  readMessage,
  readMessageBytes,
  readMessageStream,
  removeHeader,
  tagSubject,
  updateMessage,
} from '../../lib/message';
import { withoutLink } from '../error-links';
import {
  BUCKET,
  type Desk,
  MESSAGE,
  MESSAGE_ARN,
  MESSAGE_ID,
  REGION,
  startDesk,
  stopDesks,
} from '../local/message-flow/desk';
import { crlf, message } from './corpus/messages';

const TAG = [tagSubject('[EXTERNAL]')];
const TAGGED = MESSAGE.replace('Subject: ', 'Subject: [EXTERNAL] ');
const NOWHERE = '11111111-0000-0000-0000-000000000000';

describe('With the clients of the AWS SDK, against a WorkMail and an S3 on this machine', () => {
  let desk: Desk;
  let s3: S3Client;
  let messages: Messages;
  beforeEach(async () => {
    desk = await startDesk();
    await desk.add();
    s3 = new S3Client({ endpoint: desk.s3.endpoint, region: REGION, credentials: desk.access.root, maxAttempts: 1 });
    messages = awsMessages({ bucket: BUCKET, messageFlow: desk.client, s3 });
  });
  afterEach(async () => {
    s3.destroy();
    await stopDesks();
  });
  const delivered = () => readFileSync(desk.store.contentToDeliver(MESSAGE_ID)!.file, 'utf8');

  test('a message is read: as a stream, as bytes, as people see it', async () => {
    expect((await readMessageBytes(MESSAGE_ID, { messages })).toString()).toBe(MESSAGE);
    const stream = await readMessageStream(MESSAGE_ID, { messages });
    expect(stream).toBeInstanceOf(Readable);
    expect((await stream.toArray()).join('')).toBe(MESSAGE);
    expect(await readMessage(MESSAGE_ID, { messages })).toMatchObject({
      from: { name: '', address: 'sender@partner.example' },
      subject: 'Offer',
      text: 'As we agreed.\n',
    });
  });

  test('a message is changed and delivered so', async () => {
    const result = await updateMessage(MESSAGE_ID, TAG, { messages });
    expect(result).toEqual({
      outcome: 'updated',
      changed: true,
      done: [{ operation: 'tagSubject', part: 'message', what: 'Subject was tagged' }],
      leftAlone: [],
    });
    expect(delivered()).toBe(TAGGED);
  });

  test('called again, as WorkMail does after an error, it changes nothing and puts nothing', async () => {
    await updateMessage(MESSAGE_ID, TAG, { messages });
    const put = jest.spyOn(s3, 'send');
    expect(await updateMessage(MESSAGE_ID, TAG, { messages })).toMatchObject({ outcome: 'unchanged', changed: false });
    expect(put).not.toHaveBeenCalled();
    expect(delivered()).toBe(TAGGED);
  });

  test('a large message goes the same way, with every byte', async () => {
    const attachment = Buffer.alloc(3_000_000, 'x').toString('base64').replace(/.{76}/g, '$&\r\n');
    const large = message(
      ['Subject: Large', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'],
      ...[
        '--b',
        'Content-Type: text/plain',
        '',
        'Hello',
        '--b',
        'Content-Type: a/b',
        'Content-Transfer-Encoding: base64',
        '',
      ],
      ...[attachment, '--b--', ''],
    );
    await desk.add({ messageId: NOWHERE, content: large });
    expect(await updateMessage(NOWHERE, [...TAG, addBanner({ text: 'CAUTION' })], { messages })).toMatchObject({
      outcome: 'updated',
    });
    const expected = large
      .toString()
      .replace('Subject: ', 'Subject: [EXTERNAL] ')
      .replace('Hello', 'CAUTION\r\n\r\nHello');
    expect(readFileSync(desk.store.contentToDeliver(NOWHERE)!.file, 'utf8') === expected).toBe(true);
  });

  test('the object has a key that WorkMail takes, and its version is passed on', async () => {
    const sent: unknown[] = [];
    const spy = {
      send: (command: { input: unknown }) => {
        sent.push(command.input);
        return desk.client.send(command as never);
      },
    };
    const spied = awsMessages({ bucket: BUCKET, keyPrefix: 'banner/', messageFlow: spy as never, s3 });
    await updateMessage(MESSAGE_ID, TAG, { messages: spied });
    expect(sent[1]).toEqual({
      messageId: MESSAGE_ID,
      content: {
        s3Reference: {
          bucket: BUCKET,
          key: expect.stringMatching(/^banner\/[a-zA-Z0-9\-/]+$/),
          objectVersion: expect.any(String),
        },
      },
    });
  });

  test('the bucket is the one that the environment names', async () => {
    const named = awsMessages({ messageFlow: desk.client, s3 });
    await expect(updateMessage(MESSAGE_ID, TAG, { messages: named })).rejects.toMatchObject({ code: 'NO_BUCKET' });
    process.env.WORKMAIL_UPDATED_MESSAGE_BUCKET = BUCKET;
    try {
      expect(await updateMessage(MESSAGE_ID, TAG, { messages: named })).toMatchObject({ outcome: 'updated' });
    } finally {
      delete process.env.WORKMAIL_UPDATED_MESSAGE_BUCKET;
    }
  });

  describe('where WorkMail refuses, that is the outcome, and the message stays', () => {
    test('a message that is gone, or was never there', async () => {
      const result = await updateMessage(NOWHERE, TAG, { messages });
      expect(result).toMatchObject({
        outcome: 'refused',
        changed: false,
        refusal: { code: 'MESSAGE_GONE', messageId: NOWHERE },
      });
      for (const read of [readMessage, readMessageBytes, readMessageStream]) {
        await expect(read(NOWHERE, { messages })).rejects.toMatchObject({
          code: 'MESSAGE_GONE',
          cause: { name: 'ResourceNotFoundException' },
        });
      }
    });

    test('one that was redirected', async () => {
      await desk.add({ messageId: NOWHERE });
      desk.store.freeze(NOWHERE);
      const { outcome, refusal } = await updateMessage(NOWHERE, TAG, { messages });
      expect({ outcome, code: refusal?.code, cause: (refusal?.cause as Error)?.name }).toEqual({
        outcome: 'refused',
        code: 'MESSAGE_FROZEN',
        cause: 'MessageFrozen',
      });
    });

    test('content that WorkMail rejects, by a rule that the documentation leaves open', async () => {
      await desk.add({ messageId: NOWHERE, content: crlf('From: a@x.example', 'Subject: x', '', 'y', '') });
      const { outcome, refusal } = await updateMessage(NOWHERE, TAG, { messages });
      expect(outcome).toBe('refused');
      expect(refusal).toMatchObject({
        code: 'MESSAGE_REJECTED',
        problems: [{ code: 'headerMissing', path: 'header Date', openReading: 'requiredFields' }],
        cause: { cause: { name: 'MessageRejected' } },
      });
    });

    test('a bucket that WorkMail may not read', async () => {
      desk.buckets.create('closed-bucket', { isVersioned: false });
      const closed = awsMessages({ bucket: 'closed-bucket', messageFlow: desk.client, s3 });
      const { outcome, refusal } = await updateMessage(MESSAGE_ID, TAG, { messages: closed });
      expect(outcome).toBe('refused');
      expect(refusal).toMatchObject({
        code: 'INVALID_CONTENT_LOCATION',
        remedy: expect.stringContaining('UpdatedMessageBucket'),
      });
      expect(refusal).toBeInstanceOf(MessageRefusal);
      expect(delivered()).toBe(MESSAGE);
    });
  });

  test('content that a documented rule forbids is not even put back', async () => {
    await desk.add({ messageId: NOWHERE, content: message(['Subject: x'], 'y'.repeat(1500), '') });
    const put = jest.spyOn(s3, 'send');
    const { outcome, refusal } = await updateMessage(NOWHERE, TAG, { messages });
    expect(outcome).toBe('refused');
    expect(refusal).toMatchObject({
      code: 'MESSAGE_REJECTED',
      problems: [{ code: 'lineTooLong', path: 'line 7', value: 1500 }],
    });
    expect(put).not.toHaveBeenCalled();
  });

  test('what is no refusal is thrown: a right that is missing, a bucket that is not there', async () => {
    const mayRead = {
      Effect: 'Allow',
      Action: 'workmailmessageflow:GetRawMessageContent',
      Resource: MESSAGE_ARN,
    } as const;
    const reader = awsMessages({ bucket: BUCKET, messageFlow: desk.clientOf(mayRead), s3 });
    await expect(updateMessage(MESSAGE_ID, TAG, { messages: reader })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    const lost = awsMessages({ bucket: 'no-such-bucket', messageFlow: desk.client, s3 });
    await expect(updateMessage(MESSAGE_ID, TAG, { messages: lost })).rejects.toMatchObject({
      code: 'UPLOAD_FAILED',
      message: expect.stringContaining('no-such-bucket'),
      cause: { name: 'NoSuchBucket' },
    });
  });
});

describe('An upload', () => {
  const content = Buffer.from(MESSAGE);
  const messageFlow = {
    send: async (command: { input: { content?: unknown } }) =>
      command.input.content ? {} : { messageContent: Readable.from([content]) },
  } as never;

  async function upload(...answers: (Error | { VersionId?: string })[]): Promise<string[]> {
    const bodies: string[] = [];
    const s3 = {
      send: async ({ input }: { input: { Body: Readable; ContentLength: number; ChecksumCRC32: string } }) => {
        const body = (await input.Body.toArray()).join('');
        bodies.push(`${input.ContentLength} ${input.ChecksumCRC32} ${body}`);
        const answer = answers.shift()!;
        if (answer instanceof Error) throw answer;
        return answer;
      },
    } as never;
    await updateMessage(MESSAGE_ID, TAG, { messages: awsMessages({ bucket: 'bucket', messageFlow, s3 }) });
    return bodies;
  }
  const unavailable = () => Object.assign(new Error('slow down'), { $metadata: { httpStatusCode: 503 } });

  test('that fails is repeated from its start', async () => {
    const bodies = await upload(unavailable(), new Error('socket hang up'), {});
    expect(bodies).toEqual(
      Array(3).fill(`${TAGGED.length} oyHdWw== ${TAGGED}`.replace(/ .{8} /, ` ${bodies[0]!.split(' ')[1]} `)),
    );
  });

  test('is not repeated for ever, nor where that would not help', async () => {
    await expect(upload(unavailable(), unavailable(), unavailable(), {})).rejects.toMatchObject({
      code: 'UPLOAD_FAILED',
    });
    const denied = Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    await expect(upload(denied, {})).rejects.toMatchObject({ code: 'UPLOAD_FAILED', cause: denied });
  });
});

describe('With messages in memory', () => {
  test('a function can be tested without AWS', async () => {
    const messages = memoryMessages({ a: MESSAGE, b: Buffer.from(TAGGED) });
    await updateMessage('a', TAG, { messages });
    await updateMessage('b', TAG, { messages });
    expect(messages.content('a').toString()).toBe(TAGGED);
    expect(messages.updated).toEqual(['a']);
    expect((await readMessage('a', { messages })).subject).toBe('[EXTERNAL] Offer');
  });

  test('WorkMail refuses as it does', async () => {
    const messages = memoryMessages({ frozen: MESSAGE, odd: crlf('Subject: x', '', '') }, { frozen: ['frozen'] });
    const codeOf = async (id: string) => (await updateMessage(id, TAG, { messages })).refusal?.code;
    expect(await codeOf('gone')).toBe('MESSAGE_GONE');
    expect(await codeOf('frozen')).toBe('MESSAGE_FROZEN');
    expect(await codeOf('odd')).toBe('MESSAGE_REJECTED');
    expect(messages.updated).toEqual([]);
    expect(() => messages.content('gone')).toThrow(MessageRefusal);
  });

  test('what is left alone is told beside what was done', async () => {
    const messages = memoryMessages({ a: MESSAGE });
    expect(await updateMessage('a', [removeHeader('X-A'), addHeader('X-B', 'c')], { messages })).toMatchObject({
      outcome: 'updated',
      leftAlone: [{ operation: 'removeHeader', code: 'noSuchHeader' }],
      done: [{ operation: 'addHeader' }],
    });
  });
});

describe('Wrong input is told', () => {
  const messages = memoryMessages({ a: MESSAGE });
  const wrong = (code: string, text: RegExp) => ({ code, message: expect.stringMatching(text) });

  test.each([[''], ['UPPER'], ['a/b'], ['x'.repeat(121)], [undefined], [7], [{ messageId: 'a' }]])(
    '%j as a message id',
    async (id) => {
      const error = wrong('MESSAGE_ID_INVALID', /messageId/);
      await expect(updateMessage(id as string, TAG, { messages })).rejects.toMatchObject(error);
      await expect(readMessage(id as string)).rejects.toMatchObject(error);
    },
  );

  test.each([['a.b'], ['UPPER'], ['ab'], ['-ab'], ['x'.repeat(64)]])('%j as a bucket', async (bucket) => {
    const { put } = awsMessages({ bucket });
    await expect(put('a', { size: 0, crc32: '', stream: () => Readable.from([]) })).rejects.toMatchObject(
      wrong('BUCKET_NAME_INVALID', /dots/),
    );
  });

  test.each([['mail.eml'], ['a b/'], ['ü/'], ['x'.repeat(501)]])('%j as the start of keys', async (keyPrefix) => {
    const { put } = awsMessages({ bucket: 'bucket', keyPrefix });
    await expect(put('a', { size: 0, crc32: '', stream: () => Readable.from([]) })).rejects.toMatchObject(
      wrong('KEY_INVALID', /slashes/),
    );
  });

  test.each([[undefined], [{}], ['addBanner'], [[undefined]], [[{}]], [[addBanner]]])(
    '%p as operations',
    async (operations) => {
      await expect(updateMessage('a', operations as never, { messages })).rejects.toMatchObject(
        wrong('OPERATION_INVALID', /operations/),
      );
    },
  );

  test('an error of a refusal says what to do', async () => {
    const { refusal } = await updateMessage('gone', TAG, { messages });
    expect(withoutLink(refusal?.message ?? '')).toBe(
      'Message gone: WorkMail does not have the message, or no more: it keeps a message for 24 hours. Let it go on; calling again changes nothing.',
    );
    expect(refusal).not.toBeInstanceOf(MessageError);
  });
});
