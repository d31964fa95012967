/**
 * How fast a message gets a banner and a tag: beside mailsplit alone, which takes the message apart and puts it together
 * unchanged, and beside reading it as a whole and composing it anew (postal-mime and nodemailer), in turn, in one run.
 * Composing anew keeps hardly a byte; it stands here because it is what one does without a library for this.
 */
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { Joiner, Splitter } from '@zone-eu/mailsplit';
import MailComposer from 'nodemailer/lib/mail-composer';
import PostalMime from 'postal-mime';
import { addBanner, rewriteMessage, tagSubject } from '../lib/message';
import { row } from './report';

const RUNS = Number(process.argv[2] ?? 30);
const MEGABYTE = 1024 * 1024;
const SIZES: [name: string, bytes: number][] = [
  ['20 KB', 20 * 1024],
  ['1 MB', MEGABYTE],
  ['10 MB', 10 * MEGABYTE],
];
const BANNER = 'This message comes from outside.';

function compose(bytes: number): Buffer {
  const line = `${Buffer.alloc(57, 'content').toString('base64')}\r\n`;
  return Buffer.from(
    [
      ...[
        'From: Erika <erika@partner.example>',
        'To: office@corp.example',
        'Subject: Offer',
        'Date: Tue, 3 Feb 2026 10:00:00 +0100',
      ],
      ...['Message-ID: <1@partner.example>', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=mixed', ''],
      ...['--mixed', 'Content-Type: multipart/alternative; boundary=alt', ''],
      ...[
        '--alt',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        'As we agreed. '.repeat(5),
      ],
      ...[
        '--alt',
        'Content-Type: text/html; charset=utf-8',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        '<body>As we agreed.</body>',
        '--alt--',
      ],
      ...['--mixed', 'Content-Type: application/pdf; name="offer.pdf"', 'Content-Transfer-Encoding: base64', ''],
      ...[line.repeat(Math.max(Math.floor(bytes / line.length) - 10, 1)), '--mixed--', ''],
    ].join('\r\n'),
  );
}

function* pieces(content: Buffer): Iterable<Buffer> {
  for (let start = 0; start < content.length; start += 65_536) yield content.subarray(start, start + 65_536);
}

const OPERATIONS = [tagSubject('[EXTERNAL]'), addBanner({ text: BANNER })];

const CANDIDATES: [name: string, rewrite: (content: Buffer) => Promise<number>][] = [
  ['operations, bytes', async (content) => (await rewriteMessage(content, OPERATIONS)).content.length],
  [
    'operations, stream',
    async (content) =>
      (await buffer((await rewriteMessage(Readable.from(pieces(content)), OPERATIONS)).content)).length,
  ],
  [
    'mailsplit, nothing changed',
    async (content) => {
      const out = new PassThrough();
      const [{ length }] = await Promise.all([
        buffer(out),
        pipeline(Readable.from(pieces(content)), new Splitter(), new Joiner(), out),
      ]);
      return length;
    },
  ],
  [
    'parsed and composed anew',
    async (content) => {
      const { from, to, subject, date, messageId, text, html, attachments } = await PostalMime.parse(content);
      const composer = new MailComposer({
        from: from?.address,
        to: to?.map(({ address }) => address ?? ''),
        subject: `[EXTERNAL] ${subject}`,
        date,
        messageId,
        text: `${BANNER}\n\n${text}`,
        html: html?.replace('<body>', `<body><div>${BANNER}</div>`),
        attachments: attachments.map((file) => ({
          filename: file.filename ?? undefined,
          contentType: file.mimeType,
          content: Buffer.from(file.content as ArrayBuffer),
        })),
      });
      return (await composer.compile().build()).length;
    },
  ],
];

async function main(): Promise<void> {
  console.log(`a banner and a tag, ${RUNS} runs of each in turn, Node.js ${process.version}`);
  for (const [size, bytes] of SIZES) {
    const content = compose(bytes);
    const times = CANDIDATES.map((): number[] => []);
    // The first runs are for the compiler.
    for (let run = -5; run < RUNS; run++) {
      for (const [index, [, rewrite]] of CANDIDATES.entries()) {
        const begin = performance.now();
        const length = await rewrite(content);
        const milliseconds = performance.now() - begin;
        if (length < bytes * 0.9) throw new Error('a candidate lost something');
        if (run >= 0) times[index]!.push(milliseconds);
      }
    }
    for (const [index, [name]] of CANDIDATES.entries()) console.log(row(`${size}: ${name}`, times[index]!, 'ms'));
    // Of the fastest runs: whatever else the machine does only slows the others.
    const [, own, split, composed] = times.map((values) => Math.min(...values)) as [number, number, number, number];
    const ratios = [split, composed].map((other) => (other / own).toFixed(1));
    console.log(
      `${size}: a stream takes ${ratios[0]} times as long in mailsplit alone, ${ratios[1]} times composed anew`,
    );
  }
}

main();
