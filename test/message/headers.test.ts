import fc from 'fast-check';
import libmime from 'libmime';
import { simpleParser } from 'mailparser';
import { decodeWords } from 'postal-mime';
import {
  addHeader,
  MessageError,
  type Operation,
  removeHeader,
  rewriteMessage,
  setHeader,
  tagSubject,
} from '../../lib/message';
import { IMMUTABLE_FIELDS, scanMime, UNIQUE_FIELDS } from '../../lib/mime';
import { crlf, message } from './corpus/messages';

const MAIL = message(['Subject: One', 'X-A: 1', 'X-A:\t2', 'X-Long: a', '\tb'], 'Hello', '');

async function headerAfter(content: Buffer, ...operations: Operation[]): Promise<string> {
  const { content: after } = await rewriteMessage(content, operations);
  const { bodyStart } = scanMime(after).root;
  expect(after.toString('latin1', bodyStart)).toBe(content.toString('latin1', scanMime(content).root.bodyStart));
  return after.toString('utf8', 0, bodyStart);
}

describe('setHeader', () => {
  test('replaces in its place, and all of that name', async () => {
    expect(await headerAfter(MAIL, setHeader('x-a', 'new'))).toContain(
      'Subject: One\r\nx-a: new\r\nX-Long: a\r\n\tb\r\n\r\n',
    );
  });

  test('puts a new one at the top', async () => {
    expect(await headerAfter(MAIL, setHeader('X-New', 'v'))).toMatch(/^X-New: v\r\nFrom: /);
    expect(await headerAfter(Buffer.from('\r\nHello'), setHeader('X-New', 'v'))).toBe('X-New: v\r\n\r\n');
    expect(await headerAfter(Buffer.from('From a@x Tue\r\nTo: b\r\n\r\nHello'), setHeader('X-New', 'v'))).toBe(
      'From a@x Tue\r\nX-New: v\r\nTo: b\r\n\r\n',
    );
    expect(await headerAfter(crlf('To: b', 'Cc: c'), setHeader('To', 'd'))).toBe('To: d\r\nCc: c');
    expect(await headerAfter(crlf('To: b'), setHeader('Cc', 'c'))).toBe('Cc: c\r\nTo: b');
  });

  test('is not needed where the value is there, folded as it may be', async () => {
    for (const operation of [setHeader('X-Long', 'a\tb'), setHeader('Subject', 'One')]) {
      const result = await rewriteMessage(MAIL, [operation]);
      expect(result).toMatchObject({ changed: false, leftAlone: [{ code: 'alreadyThere', part: 'message' }] });
    }
  });

  test('is not possible in a header of more than a megabyte', async () => {
    const result = await rewriteMessage(Buffer.from(`X: ${'a'.repeat(1100 * 1024)}\r\n\r\n`), [setHeader('X-B', '1')]);
    expect(result).toMatchObject({ changed: false, leftAlone: [{ code: 'headerTooLong' }] });
  });

  test.each([
    ['an empty value', 'X-A', '', 'X-A: '],
    ['a short one', 'X-A', 'b', 'X-A: b'],
    ['an encoded word of the author', 'X-A', '=?utf-8?Q?=C3=BC?=', 'X-A: =?utf-8?Q?=C3=BC?='],
    ['what is not ASCII', 'X-A', 'Grüße', 'X-A: =?UTF-8?B?R3LDvMOfZQ==?='],
    [
      'an address with a name',
      'Reply-To',
      'Büro <office@corp.example>',
      'Reply-To: =?UTF-8?B?QsO8cm8=?= <office@corp.example>',
    ],
    [
      'several addresses',
      'Cc',
      'a@x.example, "Ö, B" <b@x.example>',
      'Cc: a@x.example, =?UTF-8?B?w5YsIEI=?= <b@x.example>',
    ],
    ['a group', 'To', 'Büro: a@x.example, b@x.example;', 'To: =?UTF-8?B?QsO8cm8=?=: a@x.example, b@x.example;'],
    [
      'a domain that is not ASCII',
      'Reply-To',
      'Ü <a@bücher.example>',
      'Reply-To: =?UTF-8?B?w5w=?= <a@xn--bcher-kva.example>',
    ],
    [
      'a name with quotes',
      'Reply-To',
      'Ü <a@x.example>, "B \\"C\\", D" <b@x.example>',
      'Reply-To: =?UTF-8?B?w5w=?= <a@x.example>, "B \\"C\\", D" <b@x.example>',
    ],
  ])('writes %s', async (_, name, value, line) => {
    expect((await headerAfter(message([], ''), setHeader(name, value))).replace(/\r\n /g, ' ')).toContain(
      `${line}\r\n`,
    );
  });

  test('folds, and no line is longer than WorkMail takes', async () => {
    const words = await headerAfter(MAIL, setHeader('X-B', 'word '.repeat(400).trim()));
    expect(Math.max(...words.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(76);
    const solid = await headerAfter(MAIL, setHeader('X-B', 'x'.repeat(3000)));
    expect(Math.max(...solid.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(76);
    expect(solid).toContain('=?UTF-8?B?');
  });
});

test('Any value comes back from another parser as it was', async () => {
  const value = fc
    .oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.lorem({ maxCount: 60 }),
    )
    .map((text) =>
      text
        .replace(/\p{Cc}|=\?/gu, '')
        .replace(/[\s\ufeff\xa0]+/g, ' ')
        .trim(),
    )
    // as a tag, the subject's own words would be there already
    .filter((text) => text !== '' && text !== 'One' && !/\p{Surrogate}/u.test(text));
  await fc.assert(
    fc.asyncProperty(value, async (text) => {
      const { content } = await rewriteMessage(MAIL, [setHeader('X-Value', text), tagSubject(text)]);
      const { headers, subject } = await simpleParser(content);
      expect(libmime.decodeWords(String(headers.get('x-value')))).toBe(text);
      expect(decodeWords(String(headers.get('x-value')))).toBe(text);
      expect(subject).toBe(`${text} One`);
      expect(scanMime(content).longLines).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

describe('addHeader', () => {
  test('adds beside others, once', async () => {
    expect(await headerAfter(MAIL, addHeader('X-A', '3'))).toMatch(/^X-A: 3\r\nFrom: [\s\S]*X-A: 1\r\nX-A:\t2\r\n/);
    expect(await rewriteMessage(MAIL, [addHeader('X-A', '2')])).toMatchObject({ changed: false });
  });

  test.each(UNIQUE_FIELDS.filter((name) => !IMMUTABLE_FIELDS.includes(name) && !/^mime|^content/.test(name)))(
    'refuses a second %s',
    (name) => {
      expect(() => addHeader(name, 'x')).toThrow(expect.objectContaining({ code: 'HEADER_UNIQUE' }));
    },
  );
});

describe('removeHeader', () => {
  test('removes all of a name, with the lines that continue them', async () => {
    const header = await headerAfter(MAIL, removeHeader('x-a'), removeHeader('X-LONG'));
    expect(header).toContain('Subject: One\r\n\r\n');
  });

  test('says what is not there', async () => {
    expect(await rewriteMessage(MAIL, [removeHeader('X-B')])).toMatchObject({
      changed: false,
      leftAlone: [{ code: 'noSuchHeader', why: 'X-B: there is no such header field' }],
    });
  });
});

describe('tagSubject', () => {
  const long = 'a long subject '.repeat(6).trim();

  test.each([
    ['plain', 'Subject: One', '[X]', 'Subject: [X] One'],
    ['encoded', 'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=', '[X]', 'Subject: [X] =?utf-8?Q?Gr=C3=BC=C3=9Fe?='],
    ['encoded, as the tag is', 'Subject: =?utf-8?Q?Gr=C3=BC?=', 'Ü', 'Subject: =?UTF-8?B?w5wg?= =?utf-8?Q?Gr=C3=BC?='],
    ['without a blank', 'Subject:One', '[X]', 'Subject: [X] One'],
    ['empty', 'Subject:', '[X]', 'Subject: [X]'],
    ['blank', 'Subject: ', '[X]', 'Subject: [X] '],
    ['folded', 'Subject: a\r\n b', '[X]', 'Subject: [X] a\r\n b'],
    ['folded at once', 'Subject:\r\n b', '[X]', 'Subject: [X]\r\n b'],
    ['long', `Subject: ${long}`, '[X]', `Subject: [X]\r\n ${long}`],
    ['8-bit', 'SUBJECT : \xfc', '[X]', 'SUBJECT : [X] \xfc'],
  ])('goes before one that is %s', async (_, line, tag, expected) => {
    const { content } = await rewriteMessage(Buffer.from(`A: b\r\n${line}\r\nC: d\r\n\r\n`, 'latin1'), [
      tagSubject(tag),
    ]);
    expect(content.toString('latin1')).toBe(`A: b\r\n${expected}\r\nC: d\r\n\r\n`);
    expect(await rewriteMessage(content, [tagSubject(tag)])).toMatchObject({ changed: false });
  });

  test.each([
    ['SPAMMERS united', 'SPAM', true],
    ['ANTISPAM', 'SPAM', true],
    ['Größe', 'Gr', true],
    ['One: SPAM!', 'SPAM', false],
    ['One[X]1', '[X]', false],
    ['a\\d+ (1)', '\\d+', false],
  ])('before %j, where %j may be a part of a word: %s', async (subject, tag, changed) => {
    expect(await rewriteMessage(message([`Subject: ${subject}`], ''), [tagSubject(tag)])).toMatchObject({ changed });
  });

  test('is there already in an answer', async () => {
    const answer = message(['Subject: Re: =?utf-8?B?W0VYVEVSTl0gR3LDvMOfZQ==?='], '');
    expect(await rewriteMessage(answer, [tagSubject('[EXTERN]')])).toMatchObject({
      changed: false,
      leftAlone: [{ code: 'alreadyThere' }],
    });
  });

  test('makes a subject where there is none', async () => {
    expect(await headerAfter(message([], ''), tagSubject('[X]'))).toMatch(/^Subject: \[X\]\r\n/);
  });
});

describe('Wrong input is told at once', () => {
  const wrong: [string, () => unknown, string, RegExp][] = [
    [
      'a line end in a value',
      () => setHeader('X-A', 'a\r\nBcc: mallory@x.example'),
      'HEADER_VALUE_INVALID',
      /"a\\r\\nBcc:.*line end/,
    ],
    ['a line feed in a tag', () => tagSubject('a\nb'), 'HEADER_VALUE_INVALID', /Subject/],
    ['half a character', () => setHeader('X-A', 'a\ud800'), 'HEADER_VALUE_INVALID', /half of a character/],
    ['no text', () => setHeader('X-A', 7 as unknown as string), 'HEADER_VALUE_INVALID', /is 7/],
    ['no value', () => setHeader('X-A', undefined as unknown as string), 'HEADER_VALUE_INVALID', /undefined/],
    ['an empty tag', () => tagSubject(' '), 'HEADER_VALUE_INVALID', /empty/],
    ['an empty name', () => setHeader('', 'x'), 'HEADER_NAME_INVALID', /""/],
    ['a colon in a name', () => setHeader('X-A:', 'x'), 'HEADER_NAME_INVALID', /X-A:/],
    ['a blank in a name', () => removeHeader('X A'), 'HEADER_NAME_INVALID', /X A/],
    ['no name', () => addHeader(undefined as unknown as string, 'x'), 'HEADER_NAME_INVALID', /undefined/],
    ['From', () => setHeader('from', 'x@x.example'), 'HEADER_IMMUTABLE', /from may not change/],
    ['Message-ID', () => removeHeader('Message-ID'), 'HEADER_IMMUTABLE', /Message-ID/],
    ['Date', () => addHeader('Date', 'x'), 'HEADER_IMMUTABLE', /Date/],
    ['Content-Type', () => setHeader('Content-Type', 'text/html'), 'HEADER_STRUCTURAL', /Content-Type/],
    ['MIME-Version', () => removeHeader('MIME-Version'), 'HEADER_STRUCTURAL', /MIME-Version/],
    ['an address that is none', () => setHeader('Reply-To', 'Büro'), 'HEADER_VALUE_INVALID', /Büro/],
    ['an address that is not ASCII', () => setHeader('Reply-To', 'Ü <ü@x.example>'), 'HEADER_VALUE_INVALID', /ü@x/],
  ];

  test.each(wrong)('%s', (_, act, code, text) => {
    expect(act).toThrow(MessageError);
    expect(act).toThrow(
      expect.objectContaining({ code, problem: expect.stringMatching(text), remedy: expect.stringMatching(/\w/) }),
    );
  });
});
