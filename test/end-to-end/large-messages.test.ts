import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { BUCKET, type Desk, REGION, startDesk, stopDesks } from '../local/message-flow/desk';
import { message } from '../message/corpus/messages';

/** The largest messages that WorkMail has, rewritten in a process of their own, as it would be in Lambda. */

const LARGEST = 40 * 1024 * 1024;
/** What is promised is less than 150. */
const MOST_MEGABYTES = 150;

if (!existsSync('assets/message/message.cjs')) throw new Error('Run `npm run bundle` first');

function fill(size: number, line: string): Buffer {
  return Buffer.concat(Array(Math.floor(size / (line.length + 2))).fill(Buffer.from(`${line}\r\n`)));
}

const MIXED = ['Subject: Large', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'];
const TEXT = [
  '--b',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Hello',
];
const HTML = ['--b', 'Content-Type: text/html; charset=utf-8', '', '<body>Hello</body>'];
const FILE = ['--b', 'Content-Type: a/b; name=a.pdf', 'Content-Transfer-Encoding: base64', ''];
const BASE64_LINE = 'TVqQAAMAAAAEAAAA//8AALgAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const ROOM = LARGEST - 64 * 1024;

const MESSAGES: [string, () => Buffer, number][] = [
  ['one attachment', () => message(MIXED, ...TEXT, ...HTML, ...FILE, fill(ROOM, BASE64_LINE), '--b--', ''), 2],
  [
    'many attachments',
    () =>
      message(
        MIXED,
        ...TEXT,
        ...HTML,
        ...Array.from({ length: 40 }, () => [...FILE, fill(ROOM / 41, BASE64_LINE)]).flat(),
        '--b--',
        '',
      ),
    2,
  ],
  [
    'an attachment to be removed',
    () =>
      message(
        MIXED,
        ...TEXT,
        '--b',
        'Content-Type: a/b; name=a.exe',
        '',
        fill(ROOM / 2, 'x'),
        ...FILE,
        fill(ROOM / 2, BASE64_LINE),
        '--b--',
        '',
      ),
    3,
  ],
  [
    'a text',
    () => message(['Subject: Large', ...TEXT.slice(1, 3)], fill(ROOM, 'The quick brown fox jumps over the lazy dog.')),
    2,
  ],
  [
    'a page',
    () =>
      message(
        ['Subject: Large', 'Content-Type: text/html'],
        '<html><body>',
        fill(ROOM, '<p>The quick brown fox.</p>'),
        '</body></html>',
      ),
    2,
  ],
  [
    'a text that is encoded anew',
    () =>
      message(
        MIXED,
        '--b',
        'Content-Type: text/plain',
        '',
        fill(3.9 * 1024 * 1024, 'The quick = brown fox.'),
        ...FILE,
        fill(ROOM - 5 * 1024 * 1024, BASE64_LINE),
        '--b--',
        '',
      ),
    2,
  ],
];

let desk: Desk;
let messages = 0;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(stopDesks);

test.each(MESSAGES)(
  `A message of 40 MB with %s takes less than ${MOST_MEGABYTES} MB`,
  async (_, compose, operations) => {
    const original = compose();
    expect(original.length).toBeGreaterThan(LARGEST * 0.95);
    expect(original.length).toBeLessThanOrEqual(LARGEST);
    const messageId = `large-${++messages}`;
    await desk.add({ messageId, content: original });
    const report = JSON.parse(await run(messageId));
    expect(report).toMatchObject({ outcome: 'updated', done: operations });
    expect(report.megabytes).toBeLessThan(MOST_MEGABYTES);
    const delivered = readFileSync(desk.store.contentToDeliver(messageId)!.file);
    expect(delivered.toString('latin1', 0, 1000)).toContain('Subject: [EXTERNAL] Large');
    const tail = (content: Buffer) =>
      createHash('sha256')
        .update(content.subarray(-8 * 1024 * 1024))
        .digest('hex');
    expect(tail(delivered)).toBe(tail(original));
  },
  120_000,
);

/** What the function printed. */
async function run(messageId: string): Promise<string> {
  const { accessKeyId, secretAccessKey } = desk.access.root;
  const child = spawn(process.execPath, [join(__dirname, 'update-large.cjs'), messageId], {
    env: {
      PATH: process.env.PATH,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_ENDPOINT_URL_S3: desk.s3.endpoint,
      AWS_ENDPOINT_URL_WORKMAILMESSAGEFLOW: desk.messageFlow.endpoint,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      WORKMAIL_UPDATED_MESSAGE_BUCKET: BUCKET,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return text(child.stdout);
}
