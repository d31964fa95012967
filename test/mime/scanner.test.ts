import { type MimeNode, Splitter, type SplitterChunk } from '@zone-eu/mailsplit';
import fc from 'fast-check';
import { type MimeMessage, MimeScanner, scanMime } from '../../lib/mime';
import { CORPUS, message } from '../message/corpus/messages';

/** What both readers say of a part: its type, and the bytes of its content if it has no parts. */
type Seen = readonly [type: string, content: string];

function seenByScanner(content: Buffer): Seen[] {
  return scanMime(content)
    .parts.filter(({ headerEnded }) => headerEnded)
    .map(({ header, bodyStart, end }) => [
      header.type,
      header.type.startsWith('multipart/') ? '' : content.toString('latin1', bodyStart, end),
    ]);
}

/** mailsplit's own splitter. It tells of no part whose header does not end, unless it is the last. */
async function seenBySplitter(content: Buffer): Promise<Seen[]> {
  const splitter = new Splitter({ ignoreEmbedded: true });
  splitter.end(content);
  const seen: { node: MimeNode; body: Buffer[] }[] = [];
  for await (const chunk of splitter as AsyncIterable<SplitterChunk>) {
    if (chunk.type === 'node') seen.push({ node: chunk as unknown as MimeNode, body: [] });
    else if (chunk.type === 'body' && chunk.value) seen.at(-1)?.body.push(chunk.value);
  }
  return seen
    .filter(({ node }) => /(?:^|\n)\r?\n$/.test(node.getHeaders().toString('latin1')))
    .map(({ node, body }) => [node.contentType || '', withoutLoneLineEnd(Buffer.concat(body).toString('latin1'))]);
}

/** Before a delimiter it belongs to the delimiter, which the splitter forgets if the content is nothing else. */
function withoutLoneLineEnd(body: string): string {
  return /^\r?\n$/.test(body) ? '' : body;
}

function scanInChunks(content: Buffer, size: number): MimeMessage {
  const scanner = new MimeScanner();
  for (let start = 0; start < content.length; start += size) scanner.write(content.subarray(start, start + size));
  return scanner.end();
}

/** All of it as text: parts refer to each other in circles, and texts are compared fast. */
function outline({ parts, header, ...rest }: MimeMessage): string {
  const flat = parts.map((part) => ({ ...part, parent: part.parent?.number, children: part.children.length }));
  return JSON.stringify({ ...rest, root: undefined, flat, header: header.toString('latin1') }, undefined, 1);
}

describe.each(CORPUS)('$name', ({ content }) => {
  test('has the same parts in every size of chunks', () => {
    const whole = outline(scanMime(content));
    for (let size = 1; size <= 80; size++) expect(outline(scanInChunks(content, size))).toBe(whole);
  });

  test('has the parts that mailsplit sees', async () => {
    expect(seenByScanner(content)).toEqual(await seenBySplitter(content));
  });
});

const line = fc.constantFrom(
  ...['--a\r\n', '--b\r\n', '--a--\r\n', '--b--\r\n', '\r\n', '\n', 'text\r\n', 'X: y\n', '--a', '--a \t\r\n', '--b--'],
  ...['Content-Type: multipart/mixed; boundary=a\r\n', 'Content-Type: multipart/alternative; boundary=b\r\n'],
  ...['Content-Type: text/html\r\n', '\r', '-', '--ab\r\n', '--a\r\r\n', ' '],
);
const anything = fc
  .tuple(fc.boolean(), fc.array(line, { maxLength: 30 }))
  .map(([multipart, lines]) =>
    Buffer.from((multipart ? 'Content-Type: multipart/mixed; boundary=a\r\n\r\n' : '') + lines.join('')),
  );

/** mailsplit takes `--a` at the very end for a delimiter if a carriage return follows, and finds types in a folded one. */
function isReadOtherwise(content: Buffer): boolean {
  return /--[ab][ \t]*\r+$|\n[ \t]+Content-Type:/.test(content.toString('latin1'));
}

test('has the parts that mailsplit sees, whatever the lines', async () => {
  await fc.assert(
    fc.asyncProperty(anything, async (content) => {
      fc.pre(!isReadOtherwise(content));
      // A content of nothing but a line end may have been a lone line end here as well.
      const seen = seenByScanner(content).map(([type, body]) => [type, withoutLoneLineEnd(body)]);
      expect(seen).toEqual(await seenBySplitter(content));
    }),
    { numRuns: 1000 },
  );
});

test('reads any bytes, and no byte lies in two parts', () => {
  fc.assert(
    fc.property(
      fc.oneof(anything, fc.uint8Array({ maxLength: 400 })),
      fc.integer({ min: 1, max: 50 }),
      (bytes, size) => {
        const content = Buffer.from(bytes);
        const scanned = scanInChunks(content, size);
        expect(outline(scanned)).toBe(outline(scanMime(content)));
        expect(scanned.size).toBe(content.length);
        let last = 0;
        for (const { start, bodyStart, end, children } of scanned.parts) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(bodyStart).toBeGreaterThanOrEqual(start);
          expect(end).toBeGreaterThanOrEqual(bodyStart);
          expect(end).toBeLessThanOrEqual(content.length);
          last = children.length > 0 ? bodyStart : end;
        }
      },
    ),
    { numRuns: 1000 },
  );
});

describe('A part', () => {
  const nested = scanMime(CORPUS.find(({ name }) => name.startsWith('text, HTML with an inline'))!.content);

  test('is numbered as IMAP does', () => {
    expect(nested.parts.map(({ number }) => number)).toEqual(['', '1', '1.1', '1.2', '1.2.1', '1.2.2', '2']);
    expect(scanMime(message([], 'Hello')).root.number).toBe('1');
  });

  test('says what its header says', () => {
    const [attachment] = nested.parts.slice(-1);
    expect(attachment!.header).toMatchObject({
      type: 'application/pdf',
      encoding: 'base64',
      disposition: 'attachment',
      fileNames: ['report.pdf'],
    });
    expect(nested.parts[5]!.header).toMatchObject({ type: 'image/png', contentId: 'logo@x', disposition: 'inline' });
  });

  test.each([
    [`Content-Disposition: attachment; filename*=utf-8''gr%C3%BC%C3%9Fe.exe`, ['grüße.exe']],
    ['Content-Disposition: attachment; filename="=?utf-8?B?Z3LDvMOfZS5leGU=?="', ['grüße.exe']],
    ['Content-Type: text/plain; name="a.exe"\r\nContent-Disposition: attachment; filename="a.txt"', ['a.txt', 'a.exe']],
    ['Content-Type: application/x-a; name="a.exe"', ['a.exe']],
    ['Content-Type: application/x-a; name*0="long"; name*1="er.exe"', ['longer.exe']],
    ['Content-Disposition: attachment', []],
  ])('%s has the names %j', (header, names) => {
    expect(scanMime(message([header], 'x')).root.header.fileNames).toEqual(names);
  });

  test('of a digest is a message unless it says otherwise', () => {
    const digest = message(['Content-Type: multipart/digest; boundary=d'], '--d', '', 'Subject: x', '', '--d--');
    expect(scanMime(digest).parts[1]!.header.type).toBe('message/rfc822');
  });
});

describe('What no honest message has', () => {
  test('more parts than 1,000: the rest stays one piece', () => {
    const many = message(['Content-Type: multipart/mixed; boundary=a'], ...Array(1500).fill('--a\r\n\r\nx'), '--a--');
    const { parts, cutAt, size } = scanMime(many);
    expect(parts).toHaveLength(1000);
    expect(parts.at(-1)!.end).toBeLessThan(cutAt!);
    expect(size).toBe(many.length);
  });

  test('multiparts deeper than 50: the rest stays one piece', () => {
    const lines = Array.from(
      { length: 80 },
      (_, level) => `--b${level}\r\nContent-Type: multipart/mixed; boundary=b${level + 1}\r\n\r\n`,
    );
    const deep = message(['Content-Type: multipart/mixed; boundary=b0'], lines.join(''), '--b0--');
    const { parts } = scanMime(deep);
    expect(parts).toHaveLength(51);
    expect(parts.at(-1)).toMatchObject({ opaque: 'nestedTooDeeply', children: [] });
  });

  test('a header of more than a megabyte: the part is opaque, and its siblings are not', () => {
    const long = `X: ${'a'.repeat(1100 * 1024)}`;
    const content = message(
      ['Content-Type: multipart/mixed; boundary=a'],
      '--a',
      long,
      '',
      'x',
      '--a',
      '',
      'y',
      '--a--',
    );
    const { parts } = scanMime(content);
    expect(parts.map(({ opaque }) => opaque)).toEqual([undefined, 'headerTooLong', undefined]);
    expect(content.toString('latin1', parts[2]!.bodyStart, parts[2]!.end)).toBe('y');
    expect(scanInChunks(content, 64 * 1024).parts.map(({ end }) => end)).toEqual(parts.map(({ end }) => end));
    expect(scanMime(Buffer.from(long)).root.opaque).toBe('headerTooLong');
  });

  test('a line of 30 MB, byte by byte in its head: time and memory stay', () => {
    const scanner = new MimeScanner();
    scanner.write(message(['Content-Type: multipart/mixed; boundary=a'], '--a', '', '--'));
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const before = process.memoryUsage().rss;
    for (let written = 0; written < 30 * 1024 * 1024; written += chunk.length) scanner.write(chunk);
    expect(process.memoryUsage().rss - before).toBeLessThan(20 * 1024 * 1024);
    const { parts, longLines } = scanner.end();
    expect(parts[1]!.longestLine).toBe(30 * 1024 * 1024 + 2);
    expect(longLines).toEqual([{ line: 9, length: 30 * 1024 * 1024 + 2 }]);
  });
});
