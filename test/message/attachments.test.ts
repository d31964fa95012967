import { simpleParser } from 'mailparser';
import {
  type Attachment,
  type AttachmentFilter,
  addBanner,
  MessageError,
  parseMessage,
  removeAttachments,
  replaceAttachments,
  rewriteMessage,
} from '../../lib/message';
import { scanMime } from '../../lib/mime';
import { processorTime } from '../processor-time';
import { base64, CORPUS, message } from './corpus/messages';
import { rawParts } from './support';

function mixed(...parts: (string | Buffer)[][]): Buffer {
  const lines = parts.flatMap((part) => ['--b', ...part]);
  return message(['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'], ...lines, '--b--', '');
}

function file(header: string, content: string | Buffer = 'content'): (string | Buffer)[] {
  return [header, 'Content-Transfer-Encoding: base64', '', base64(content)];
}

const TEXT = ['Content-Type: text/plain', '', 'Hello'];

async function removedNames(content: Buffer, which: AttachmentFilter): Promise<string[]> {
  const { done } = await rewriteMessage(content, [removeAttachments(which)]);
  return done.map(({ part, what }) => `${part} ${what.replace(/^removed (.*?) \(.*/, '$1')}`);
}

describe('An attachment is meant', () => {
  const sample = mixed(
    TEXT,
    file('Content-Type: application/x-msdownload; name="Setup.EXE"'),
    file(`Content-Disposition: attachment; filename*=utf-8''gr%C3%BC%C3%9Fe.js`),
    file('Content-Type: image/png\r\nContent-Disposition: inline\r\nContent-ID: <a@x>', Buffer.alloc(1000)),
    file('Content-Type: text/plain; name="a.txt"\r\nContent-Disposition: attachment; filename="a.txt"'),
    file('Content-Type: application/pdf; name="a.pdf.exe . "\r\nContent-Disposition: attachment; filename="a.pdf"'),
    ['Content-Type: message/rfc822', '', 'Subject: x', '', 'y'],
  );

  test.each<[string, AttachmentFilter, string[]]>([
    ['its name', { names: ['*.exe'] }, ['2 "Setup.EXE"', '6 "a.pdf"']],
    ['a part of its name', { names: ['grü??.*'] }, ['3 "grüße.js"']],
    ['the whole of its name', { names: ['a.txt', 'txt', '.txt'] }, ['5 "a.txt"']],
    ['its type', { types: ['image/*', 'application/pdf'] }, ['4 without a name', '6 "a.pdf"']],
    ['its size', { largerThan: 999 }, ['4 without a name']],
    ['its name or its size', { names: ['*.js'], largerThan: 999 }, ['3 "grüße.js"', '4 without a name']],
    ['a message within the message', { types: ['message/rfc822'] }, ['7 without a name']],
    ['nothing of it', { names: ['*.zip'], types: ['video/*'], largerThan: 1000 }, []],
    ['a function of its own', ({ inline, type }) => inline && type === 'image/png', ['4 without a name']],
    ['a pattern with signs that regular expressions have', { names: ['a.t[x]t', 'a+', '(a)', 'S.tup.EXE'] }, []],
  ])('by %s', async (_, which, expected) => {
    expect(await removedNames(sample, which)).toEqual(expected);
  });

  test('and a function is told everything about it', async () => {
    const seen: Attachment[] = [];
    await rewriteMessage(sample, [removeAttachments((attachment) => Boolean(seen.push(attachment)) && false)]);
    expect(seen).toEqual([
      { part: '2', name: 'Setup.EXE', names: ['Setup.EXE'], type: 'application/x-msdownload', size: 7, inline: false },
      { part: '3', name: 'grüße.js', names: ['grüße.js'], type: 'application/javascript', size: 7, inline: false },
      { part: '4', names: [], type: 'image/png', size: 1000, inline: true },
      { part: '5', name: 'a.txt', names: ['a.txt'], type: 'text/plain', size: 7, inline: false },
      { part: '6', name: 'a.pdf', names: ['a.pdf', 'a.pdf.exe . '], type: 'application/pdf', size: 7, inline: false },
      { part: '7', names: [], type: 'message/rfc822', size: 15, inline: false },
    ]);
  });

  test.each([0, 1, 2, 3, 4, 55, 56, 57, 58, 5000])('with the size of %i bytes', async (size) => {
    for (const width of [76, 60, 4, 1000]) {
      let seen = -1;
      const see = (attachment: Attachment) => {
        seen = attachment.size;
        return false;
      };
      const content = mixed(TEXT, [
        'Content-Type: a/b',
        'Content-Transfer-Encoding: base64',
        '',
        base64(Buffer.alloc(size, 'x'), width),
        '',
      ]);
      await rewriteMessage(content, [removeAttachments(see)]);
      expect(seen).toBe(size);
    }
  });
});

describe('In the place of an attachment', () => {
  const content = mixed(
    TEXT,
    file('Content-Type: application/x-a; name="a.exe"\r\nX-Other: kept'),
    file('Content-Type: application/pdf; name="a.pdf"'),
  );

  test('stands a note, and everything else stays', async () => {
    const { content: after, done } = await rewriteMessage(content, [removeAttachments({ names: ['*.exe'] })]);
    expect(done).toEqual([
      { operation: 'removeAttachments', part: '2', what: 'removed "a.exe" (application/x-a, 7 bytes)' },
    ]);
    expect(rawParts(after).get('2')).toBe(
      [
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: quoted-printable',
        'Content-Disposition: inline',
        'X-Other: kept',
        '',
        'The attachment "a.exe" (application/x-a, 7 bytes) was removed.',
      ].join('\r\n'),
    );
    expect(after.toString().replace(rawParts(after).get('2')!, '')).toBe(
      content.toString().replace(rawParts(content).get('2')!, ''),
    );
  });

  test('stands a note in other words', async () => {
    const note = ({ name, size }: Attachment) => `Der Anhang ${name} (${size} Bytes) wurde gelöscht.\nFragen? =)`;
    const { content: after } = await rewriteMessage(content, [removeAttachments({ names: ['*.exe'] }, { note })]);
    expect((await parseMessage(after)).text).toContain('Der Anhang a.exe (7 Bytes) wurde gelöscht.\nFragen? =)');
  });

  test('stands another file', async () => {
    const bytes = Buffer.from([0, 1, 2, 255, 13, 10]);
    const operation = replaceAttachments({ names: ['*.exe'] }, ({ name }) => ({
      name: `${name} – geprüft.bin`,
      type: 'application/octet-stream',
      content: bytes,
    }));
    const { content: after, done } = await rewriteMessage(content, [operation]);
    expect(done[0]!.what).toBe('replaced "a.exe" (application/x-a, 7 bytes) by "a.exe – geprüft.bin"');
    const [replaced, other] = (await simpleParser(after)).attachments;
    expect(replaced).toMatchObject({
      filename: 'a.exe – geprüft.bin',
      contentType: 'application/octet-stream',
      contentDisposition: 'attachment',
    });
    expect(replaced!.content.equals(bytes)).toBe(true);
    expect(other).toMatchObject({ filename: 'a.pdf' });
  });

  test('that is all of the message stands a note, with the header of the message', async () => {
    const whole = message(
      [
        'Subject: Scan',
        'MIME-Version: 1.0',
        'Content-Type: application/pdf; name="a.pdf"',
        'Content-Transfer-Encoding: base64',
      ],
      base64('x'),
    );
    const { content: after } = await rewriteMessage(whole, [
      removeAttachments({ names: ['*.pdf'] }),
      addBanner({ text: 'CAUTION' }),
    ]);
    const parsed = await parseMessage(after);
    expect(parsed).toMatchObject({ subject: 'Scan', from: { address: 'erika@partner.example' }, attachments: [] });
    expect(parsed.text).toBe('CAUTION\n\nThe attachment "a.pdf" (application/pdf, 1 bytes) was removed.\n');
  });

  test('before the text stands a note that a banner goes before', async () => {
    const first = mixed(file('Content-Type: application/pdf; name="a.pdf"'), TEXT);
    const operations = [addBanner({ text: 'CAUTION' }), removeAttachments({ names: ['*.pdf'] })];
    const once = await rewriteMessage(first, operations);
    expect((await parseMessage(once.content)).text).toMatch(/^CAUTION\n\nThe attachment/);
    expect(await rewriteMessage(once.content, operations)).toMatchObject({ changed: false });
  });

  test('only the first operation puts something', async () => {
    const { done } = await rewriteMessage(content, [
      removeAttachments({ names: ['a.*'] }),
      removeAttachments({ types: ['*/*'] }),
    ]);
    expect(done.map(({ part }) => part)).toEqual(['2', '3']);
  });
});

describe('It is said', () => {
  const sample = (name: string) => CORPUS.find((candidate) => candidate.name === name)!.content;

  test('what nobody looked into', async () => {
    const codes = async (content: Buffer) =>
      (await rewriteMessage(content, [removeAttachments({ names: ['*.exe'] })])).leftAlone.map(
        ({ part, code }) => `${part} ${code}`,
      );
    expect(await codes(sample('a nested message'))).toEqual(['2 nestedMessage']);
    expect(await codes(sample('S/MIME, encrypted'))).toEqual(['message encrypted']);
    expect(await codes(sample('OpenPGP/MIME, encrypted'))).toEqual(['message encrypted']);
    expect(await codes(sample('S/MIME, signed and opaque'))).toEqual(['message signed']);
    expect(await codes(sample('S/MIME, signed'))).toEqual(['1.3 signed']);
    expect(await codes(mixed(...Array.from({ length: 1500 }, () => TEXT)))).toEqual(['message tooManyParts']);
    expect(await codes(mixed([`X: ${'a'.repeat(1100 * 1024)}`, '', 'x']))).toEqual(['1 headerTooLong']);
  });
});

describe('Wrong input is told', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', '*.exe'],
    ['an empty object', {}],
    ['a misspelt member', { name: ['*.exe'] }],
    ['a text as names', { names: '*.exe' }],
    ['an empty pattern', { names: [''] }],
    ['numbers as types', { types: [1] }],
    ['a text as a size', { largerThan: '10 MB' }],
    ['no number', { largerThan: Number.NaN }],
  ])('%s as which attachments', (_, which) => {
    expect(() => removeAttachments(which as AttachmentFilter)).toThrow(MessageError);
    expect(() => replaceAttachments(which as AttachmentFilter, () => ({}) as never)).toThrow(
      expect.objectContaining({ code: 'OPERATION_INVALID' }),
    );
  });

  test.each<[string, unknown]>([
    ['no name', { name: '', type: 'text/plain', content: '' }],
    ['a line end in the name', { name: 'a\r\nb', type: 'text/plain', content: '' }],
    ['no type', { name: 'a', content: '' }],
    ['a type that is none', { name: 'a', type: 'text', content: '' }],
    ['a multipart', { name: 'a', type: 'multipart/mixed', content: '' }],
    ['no content', { name: 'a', type: 'text/plain' }],
    ['nothing', undefined],
  ])('%s as a file to put in', async (_, replacement) => {
    const content = mixed(TEXT, file('Content-Type: a/b; name=a'));
    const rewriting = rewriteMessage(content, [replaceAttachments({ names: ['a'] }, () => replacement as never)]);
    await expect(rewriting).rejects.toMatchObject({ code: 'OPERATION_INVALID' });
  });

  test('no function', () => {
    expect(() => replaceAttachments({ names: ['a'] }, {} as never)).toThrow(
      expect.objectContaining({ code: 'OPERATION_INVALID' }),
    );
  });

  test('what a function throws is given back', async () => {
    const failing = removeAttachments(() => {
      throw new Error('mine');
    });
    await expect(rewriteMessage(mixed(file('Content-Type: a/b')), [failing])).rejects.toThrow('mine');
  });
});

test('A name of 100,000 stars or dots takes no time', async () => {
  const names = ['*'.repeat(1000), `${'*a'.repeat(30)}`, '*.exe'];
  const content = mixed(
    file(`Content-Type: a/b; name="${'a.'.repeat(50_000)}"`),
    file(`Content-Type: a/b; name="${' .'.repeat(50_000)}x"`),
  );
  const spent = processorTime();
  await rewriteMessage(content, [removeAttachments({ names })]);
  expect(spent()).toBeLessThan(5000);
  expect(scanMime(content).parts).toHaveLength(3);
});
