import fc from 'fast-check';
import {
  addBanner,
  addDisclaimer,
  addHeader,
  type Operation,
  parseMessage,
  removeAttachments,
  removeHeader,
  replaceAttachments,
  rewriteMessage,
  setHeader,
  tagSubject,
} from '../../lib/message';
import { findContentProblems } from '../../lib/mime';
import { base64, CORPUS, message } from './corpus/messages';
import { rawParts, rewriteInChunks, skeleton } from './support';

/** Messages that nobody thought of. */

const content = fc.oneof(
  fc.constantFrom(
    '',
    'Hello',
    'Grüße\r\n',
    '<html><body>x</body></html>',
    '<p>',
    '</body>',
    'a'.repeat(1200),
    '-----BEGIN PGP MESSAGE-----\r\n',
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom('a', ' ', '\r\n', '\n', '=', '<', '>', 'ü', '\r', '--x', '.'), maxLength: 40 }),
);
const header = fc.record({
  type: fc.constantFrom(
    'text/plain',
    'text/html',
    'text/plain; format=flowed',
    'image/png',
    'application/pdf; name="a.pdf"',
    'message/rfc822',
    'application/pkcs7-mime',
    'text/calendar',
    'nonsense',
    undefined,
  ),
  charset: fc.constantFrom('utf-8', 'iso-8859-1', 'utf-16', 'iso-2022-jp', 'x-none', undefined),
  encoding: fc.constantFrom('7bit', '8bit', 'quoted-printable', 'base64', 'x-none', undefined),
  disposition: fc.constantFrom('inline', 'attachment; filename="b.exe"', 'attachment', undefined),
});

type Tree = { readonly lines: readonly string[]; readonly body: string };

const leaf: fc.Arbitrary<Tree> = fc
  .record({ header, content })
  .map(({ header: { type, charset, encoding, disposition }, content: text }) => ({
    lines: [
      ...(type ? [`Content-Type: ${type}${charset && type.startsWith('text') ? `; charset=${charset}` : ''}`] : []),
      ...(encoding ? [`Content-Transfer-Encoding: ${encoding}`] : []),
      ...(disposition ? [`Content-Disposition: ${disposition}`] : []),
    ],
    body: encoding === 'base64' && text.length % 3 ? base64(text) : text,
  }));

let boundaries = 0;
const { tree } = fc.letrec<{ tree: Tree; multipart: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { arbitrary: leaf, weight: 3 },
    { arbitrary: tie('multipart'), weight: 2 },
  ),
  multipart: fc
    .record({
      kind: fc.constantFrom('mixed', 'alternative', 'related', 'signed', 'encrypted', 'report', 'digest', 'odd'),
      children: fc.array(tie('tree'), { maxLength: 3 }),
      preamble: fc.constantFrom('', 'This is a multi-part message.\r\n'),
      closing: fc.constantFrom('--', '--\r\nepilogue', ''),
      lineEnd: fc.constantFrom('\r\n', '\r\n', '\n'),
    })
    .map(({ kind, children, preamble, closing, lineEnd }) => {
      const boundary = `b${boundaries++}`;
      const parts = children.map(
        ({ lines, body }) => `--${boundary}${lineEnd}${[...lines, '', body].join(lineEnd)}${lineEnd}`,
      );
      return {
        lines: [`Content-Type: multipart/${kind}; boundary=${boundary}`],
        body: `${preamble}${parts.join('')}--${boundary}${closing}\r\n`,
      };
    }),
}));
const mail = tree.map(({ lines, body }) => message(['Subject: x', 'MIME-Version: 1.0', ...lines], body));

const words = fc.constantFrom(
  { text: 'CAUTION' },
  { text: 'Vorsicht: ü' },
  { text: 'a\nb 注意', html: '<p class="a">注意</p>' },
);
const which = fc.constantFrom(
  { names: ['*.exe'] },
  { types: ['image/*', 'application/*'] },
  { largerThan: 10 },
  () => true,
);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  words.map(addBanner),
  words.map(addDisclaimer),
  which.map((attachments) => removeAttachments(attachments)),
  fc.constant(replaceAttachments({ names: ['*.pdf'] }, () => ({ name: 'a.txt', type: 'text/plain', content: 'x' }))),
  fc.constantFrom(tagSubject('[Ü]'), setHeader('X-A', 'ü'), addHeader('X-A', '1'), removeHeader('Subject')),
);

async function check(original: Buffer, operations: readonly Operation[], size: number): Promise<void> {
  const { content: after, ...report } = await rewriteMessage(original, operations);
  expect(report.changed).toBe(!after.equals(original));
  expect(report.size).toBe(after.length);
  expect(await rewriteInChunks(original, size, operations)).toEqual({ ...report, content: after });

  const touched = new Set(report.done.map(({ part }) => part));
  const [old, updated] = [rawParts(original), rawParts(after)];
  expect([...updated.keys()]).toEqual([...old.keys()]);
  for (const [number, raw] of old) if (!touched.has(number)) expect(updated.get(number)).toBe(raw);
  expect(skeleton(after)).toBe(skeleton(original));

  const codes = new Set(findContentProblems(original).map(({ code }) => code));
  expect(findContentProblems(after).filter(({ code }) => !codes.has(code))).toEqual([]);
  await parseMessage(after);
}

test('What is reported changes, what is not stays to the byte, in every size of chunks', async () => {
  await fc.assert(
    fc.asyncProperty(mail, fc.array(operation, { maxLength: 4 }), fc.integer({ min: 1, max: 200 }), check),
    { numRuns: 2000 },
  );
}, 120_000);

test('Done again, operations change nothing', async () => {
  const putting = fc.oneof(
    words.map(addBanner),
    words.map(addDisclaimer),
    which.map((files) => removeAttachments(files)),
  );
  await fc.assert(
    fc.asyncProperty(mail, fc.array(putting, { maxLength: 3 }), async (original, operations) => {
      const once = await rewriteMessage(original, operations);
      expect(await rewriteMessage(once.content, operations)).toMatchObject({ changed: false, done: [] });
    }),
    { numRuns: 1000 },
  );
}, 120_000);

test('The same holds for messages that were cut, doubled, or had bytes changed', async () => {
  const samples = fc.constantFrom(...CORPUS.map((sample) => sample.content).filter(({ length }) => length > 0));
  const wound = fc.record({
    at: fc.nat(),
    what: fc.constantFrom('cut', 'double', 'byte', 'drop'),
    by: fc.nat({ max: 255 }),
  });
  const wounded = fc
    .tuple(samples, fc.array(wound, { minLength: 1, maxLength: 3 }))
    .map(([sample, wounds]) => wounds.reduce(hurt, sample));
  await fc.assert(
    fc.asyncProperty(
      wounded,
      fc.array(operation, { maxLength: 3 }),
      fc.integer({ min: 1, max: 200 }),
      async (original, operations, size) => {
        const { content: after, ...report } = await rewriteMessage(original, operations);
        expect(report.changed).toBe(!after.equals(original));
        expect(await rewriteInChunks(original, size, operations)).toEqual({ ...report, content: after });
        await parseMessage(after);
      },
    ),
    { numRuns: 2000 },
  );
}, 120_000);

function hurt(content: Buffer, { at, what, by }: { at: number; what: string; by: number }): Buffer {
  const place = at % Math.max(content.length, 1);
  if (what === 'cut') return content.subarray(0, place);
  if (what === 'drop') return Buffer.concat([content.subarray(0, place), content.subarray(place + by)]);
  if (what === 'double') return Buffer.concat([content.subarray(0, place), content.subarray(Math.max(place - by, 0))]);
  const copy = Buffer.from(content);
  copy[place] = by;
  return copy;
}
