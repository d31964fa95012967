import iconv from 'iconv-lite';
import libmime from 'libmime';
import { addBanner, addDisclaimer, MessageError, parseMessage, rewriteMessage, type Words } from '../../lib/message';
import { scanMime } from '../../lib/mime';
import { base64, message } from './corpus/messages';

const ASCII: Words = { text: 'CAUTION' };
const ACCENTS: Words = { text: 'Vorsicht: außen' };
const SCRIPTS: Words = { text: 'Vorsicht: außen 注意' };

function part(type: string, encoding: string | undefined, ...body: (string | Buffer)[]): Buffer {
  const header = ['MIME-Version: 1.0', `Content-Type: ${type}`];
  return message([...header, ...(encoding ? [`Content-Transfer-Encoding: ${encoding}`] : [])], ...body);
}

async function bodyAfter(content: Buffer, ...words: Parameters<typeof rewriteMessage>[1][number][]): Promise<string> {
  const { content: after } = await rewriteMessage(content, words);
  return after.toString('latin1', scanMime(after).root.bodyStart);
}

async function headerAfter(content: Buffer, words: Words): Promise<string> {
  const { content: after } = await rewriteMessage(content, [addBanner(words)]);
  return after.toString('latin1', 0, scanMime(after).root.bodyStart);
}

describe('A plain text', () => {
  test('has the banner before it and the disclaimer behind it, each with an empty line', async () => {
    const mail = part('text/plain', undefined, 'Hello', '');
    expect(await bodyAfter(mail, addBanner({ text: 'one\ntwo\n' }), addDisclaimer({ text: 'three\rfour' }))).toBe(
      'one\r\ntwo\r\n\r\nHello\r\n\r\nthree\r\nfour\r\n',
    );
  });

  test('that does not end its last line gets a line end', async () => {
    expect(await bodyAfter(part('text/plain', undefined, 'Hello'), addDisclaimer(ASCII))).toBe(
      'Hello\r\n\r\nCAUTION\r\n',
    );
    expect(await bodyAfter(part('text/plain', undefined, ''), addDisclaimer(ASCII))).toBe('\r\nCAUTION\r\n');
  });

  test('has the later of two banners first, and the later of two disclaimers last', async () => {
    const two = [
      addBanner({ text: 'A' }),
      addBanner({ text: 'B' }),
      addDisclaimer({ text: 'C' }),
      addDisclaimer({ text: 'D' }),
    ];
    expect(await bodyAfter(part('text/plain', undefined, 'x', ''), ...two)).toBe(
      'B\r\n\r\nA\r\n\r\nx\r\n\r\nC\r\n\r\nD\r\n',
    );
  });

  test('keeps its byte order mark first', async () => {
    const mail = part('text/plain; charset=utf-8', '8bit', '\ufeffHello', '');
    expect(Buffer.from(await bodyAfter(mail, addBanner(ACCENTS)), 'latin1').toString()).toBe(
      '\ufeffVorsicht: außen\r\n\r\nHello\r\n',
    );
  });
});

describe('The transfer encoding', () => {
  test.each(['7bit', '8bit', 'binary', undefined, '"7bit'])('%s stays where the words fit in', async (encoding) => {
    const mail = part('text/plain; charset=utf-8', encoding, 'Hello', '');
    if (encoding === '"7bit') {
      expect(await rewriteMessage(mail, [addBanner(ASCII)])).toMatchObject({
        changed: false,
        leftAlone: [{ code: 'transferEncodingUnknown' }],
      });
      return;
    }
    expect(await bodyAfter(mail, addBanner(ASCII))).toBe('CAUTION\r\n\r\nHello\r\n');
    expect(await headerAfter(mail, ASCII)).toBe(mail.toString('latin1', 0, scanMime(mail).root.bodyStart));
  });

  test('7bit becomes quoted-printable for other characters, 8bit stays', async () => {
    const seven = part('text/plain; charset=utf-8', '7bit', 'a=b', '');
    expect(await bodyAfter(seven, addBanner(ACCENTS))).toBe('Vorsicht: au=C3=9Fen\r\n\r\na=3Db\r\n');
    expect(await headerAfter(seven, ACCENTS)).toContain('Content-Transfer-Encoding: quoted-printable\r\n');
    const eight = part('text/plain; charset=utf-8', '8bit', 'ü', '');
    expect(await bodyAfter(eight, addBanner(ACCENTS))).toBe(
      Buffer.from('Vorsicht: außen\r\n\r\nü\r\n').toString('latin1'),
    );
  });

  test('quoted-printable keeps every byte of the text', async () => {
    const odd = ['a =ZZ b', 'trailing \t', '=', 'lower =c3=bc', '=0D=0A', `${'x'.repeat(200)}=`, '', 'end='];
    const mail = part('text/plain; charset=utf-8', 'quoted-printable', ...odd);
    expect(await bodyAfter(mail, addBanner({ text: 'a=b ü ' }), addDisclaimer(ASCII))).toBe(
      `a=3Db =C3=BC=20\r\n\r\n${odd.join('\r\n').replace(/=$/, '')}\r\n\r\nCAUTION\r\n=`,
    );
  });

  test('base64 stays base64, in lines of 76', async () => {
    const mail = part('text/plain; charset=utf-8', 'base64', base64('Grüße\n'.repeat(50), 40));
    const lines = (await bodyAfter(mail, addBanner(SCRIPTS))).split('\r\n');
    expect(Math.max(...lines.map((line) => line.length))).toBe(76);
    expect(Buffer.from(lines.join(''), 'base64').toString()).toBe(`${SCRIPTS.text}\r\n\r\n${'Grüße\n'.repeat(50)}`);
  });

  test.each(['SGVsbG8=IHdvcmxk', 'SGVs*bG8=', 'SGVsb', 'SGVs=bG8='])(
    'base64 that is none (%s) is left alone',
    async (body) => {
      const mail = part('text/plain', 'base64', body);
      expect(await rewriteMessage(mail, [addBanner(ASCII)])).toMatchObject({
        changed: false,
        leftAlone: [{ code: 'transferEncodingBroken' }],
      });
    },
  );

  test('becomes quoted-printable where lines are too long for WorkMail, the words or the text', async () => {
    const long = `<p>${'y '.repeat(600)}</p>`;
    for (const [text, words] of [
      [long, { text: 'x' }],
      ['<p>short</p>', { text: 'x', html: long }],
    ] as const) {
      const { content } = await rewriteMessage(part('text/html; charset=utf-8', '7bit', text, ''), [addBanner(words)]);
      expect(scanMime(content).longLines).toEqual([]);
      expect(scanMime(content).root.header.encoding).toBe('quoted-printable');
      expect((await parseMessage(content)).html?.replace(/\s+/g, ' ')).toContain(long.trim());
    }
  });
});

describe('The charset', () => {
  const text = (bytes: Buffer, charset: string, encoding = '8bit') =>
    part(`text/plain; charset=${charset}`, encoding, bytes, '');

  test.each([
    ['iso-8859-1', 'Grüße', ACCENTS],
    ['ISO-8859-15', 'Grüße €', ACCENTS],
    ['windows-1252', '“Grüße”', ACCENTS],
    ['koi8-r', 'Привет', { text: 'Внимание' }],
    ['shift_jis', 'こんにちは', { text: '注意 表' }],
    ['euc-jp', 'こんにちは', { text: '注意' }],
    ['gb2312', '你好', { text: '注意' }],
    ['gb18030', '你好🙂', { text: '注意 🙂' }],
    ['big5', '你好', { text: '注意' }],
    ['euc-kr', '안녕', { text: '주의' }],
    ['windows-1251', 'Привет', { text: 'Внимание' }],
    ['macintosh', 'Grüße', ACCENTS],
    ['utf-7', 'Grüße + 1', ACCENTS],
  ])('%s stays where it has all characters', async (charset, before, words) => {
    const mail = text(iconv.encode(before, charset), charset);
    const { content, done } = await rewriteMessage(mail, [addBanner(words)]);
    expect(done).toHaveLength(1);
    expect(scanMime(content).root.header).toMatchObject({ charset: charset.toLowerCase(), encoding: '8bit' });
    const { bodyStart } = scanMime(content).root;
    expect(iconv.decode(content.subarray(bodyStart), charset)).toBe(`${words.text}\r\n\r\n${before}\r\n`);
    expect(content.subarray(-8).equals(mail.subarray(-8))).toBe(true);
  });

  test('ISO-2022-JP stays, and is still 7 bits', async () => {
    const mail = text(Buffer.from('\u001b$B$3$s\u001b(B', 'latin1'), 'ISO-2022-JP', '7bit');
    const { content } = await rewriteMessage(mail, [addBanner({ text: '注意' }), addDisclaimer({ text: '注意' })]);
    const body = content.subarray(scanMime(content).root.bodyStart);
    expect(body.every((byte) => byte < 128)).toBe(true);
    expect(new TextDecoder('iso-2022-jp').decode(body)).toBe('注意\r\n\r\nこん\r\n\r\n注意\r\n');
    expect(scanMime(content).root.header).toMatchObject({ charset: 'iso-2022-jp', encoding: '7bit' });
  });

  test.each([
    ['iso-8859-1', iconv.encode('Grüße', 'iso-8859-1'), 'Grüße'],
    ['us-ascii', Buffer.from('Hello'), 'Hello'],
    ['koi8-r', iconv.encode('Привет', 'koi8-r'), 'Привет'],
    ['shift_jis', iconv.encode('ソ表', 'shift_jis'), 'ソ表'],
    ['x-unknown', Buffer.from('Hello'), 'Hello'],
    ['utf-16', Buffer.from('\ufeffGrüße', 'utf16le'), 'Grüße'],
    ['utf-16le', Buffer.from('Grüße', 'utf16le'), 'Grüße'],
    ['utf-16be', iconv.encode('Grüße', 'utf-16be'), 'Grüße'],
    ['utf-32le', iconv.encode('Grüße', 'utf-32le'), 'Grüße'],
    ['cp850', iconv.encode('Grüße', 'cp850'), 'Grüße'],
  ])('%s becomes UTF-8 where it lacks a character, or ASCII is not ASCII in it', async (charset, bytes, before) => {
    const mail = part(`text/plain; charset="${charset}"; format=fixed`, 'base64', base64(bytes));
    const { content, done } = await rewriteMessage(mail, [addBanner({ text: 'Привет Grüße 表' })]);
    expect(done).toEqual([expect.objectContaining({ what: 'put at the top of text/plain, which is utf-8 now' })]);
    const { header, bodyStart } = scanMime(content).root;
    expect(header).toMatchObject({ charset: 'utf-8', encoding: 'base64', parameters: { format: 'fixed' } });
    expect(Buffer.from(content.toString('latin1', bodyStart), 'base64').toString()).toBe(
      `Привет Grüße 表\r\n\r\n${before}`,
    );
  });

  test('that is not said is UTF-8 where the text is', async () => {
    const { content } = await rewriteMessage(message([], 'Grüße', ''), [addBanner(ACCENTS)]);
    expect(scanMime(content).root.header.charset).toBe('utf-8');
    expect((await parseMessage(content)).text).toBe('Vorsicht: außen\n\nGrüße\n');
    expect(content.toString('latin1')).toContain('MIME-Version: 1.0\r\n');
  });

  test.each([
    ['no charset', message([], Buffer.from('Gr\xfc', 'latin1'))],
    ['bytes that are none of it', text(Buffer.from([0xff, 0xff]), 'shift_jis')],
    ['an unknown one', text(Buffer.from([0xff]), 'x-unknown')],
    [
      'UTF-16 that does not say which byte is first',
      part('text/plain; charset=utf-16', 'base64', base64(Buffer.from('ab', 'utf16le'))),
    ],
  ])('%s: left alone, but for words in ASCII where ASCII is ASCII', async (_, mail) => {
    expect(await rewriteMessage(mail, [addBanner({ text: '注 ü' })])).toMatchObject({
      changed: false,
      leftAlone: [{ code: 'charsetUnclear' }],
    });
  });
});

describe('HTML', () => {
  test('takes other characters as entities, in any charset and 7 bits', async () => {
    const mail = part('text/html; charset=us-ascii', '7bit', '<body>Hello</body>');
    expect(await bodyAfter(mail, addBanner({ text: 'x', html: '<b>ü 🙂</b>' }))).toBe(
      '<body>\r\n<b>&#xFC; &#x1F642;</b>\r\nHello</body>',
    );
  });

  test('is made of the text where it is not given', async () => {
    const mail = part('text/html', undefined, '<p>Hello</p>');
    expect(await bodyAfter(mail, addDisclaimer({ text: 'a <b> & "c"\nd' }))).toBe(
      '<p>Hello</p>\r\n<div>a &#60;b&#62; &#38; &#34;c&#34;<br>\r\nd</div>\r\n',
    );
  });

  test('in quoted-printable is found by what it says, not by how it is written', async () => {
    const mail = part('text/html', 'quoted-printable', '<bo=', 'dy class=3D"a>b">He=6Clo =', '</b=6Fdy></html>');
    expect(
      await bodyAfter(
        mail,
        addBanner({ text: 'x', html: '<p id="1">' }),
        addDisclaimer({ text: 'y', html: '<p>=</p>' }),
      ),
    ).toBe('<bo=\r\ndy class=3D"a>b">\r\n<p id=3D"1">\r\nHe=6Clo =\r\n\r\n<p>=3D</p>\r\n</b=6Fdy></html>');
  });

  test('in UTF-16 becomes UTF-8', async () => {
    const mail = part('text/html; charset=utf-16', 'base64', base64(Buffer.from('\ufeff<body>ü</body>', 'utf16le')));
    const { content } = await rewriteMessage(mail, [addBanner({ text: 'x', html: '<b>y</b>' })]);
    expect((await parseMessage(content)).html).toBe('<body>\r\n<b>y</b>\r\nü</body>');
  });
});

describe('format=flowed', () => {
  const long = 'A sentence that is long enough to flow over several lines of a message, and then some more. '
    .repeat(3)
    .trim();

  test.each(['no', 'yes'])('with delsp=%s gives back the words as they were', async (delsp) => {
    const mail = part(`text/plain; charset=utf-8; format=flowed; delsp=${delsp}`, '7bit', 'Hello', '');
    const words = `${long}\n> no quote\n From nobody\n-- \nsignature`;
    const body = await bodyAfter(mail, addBanner({ text: words }), addDisclaimer({ text: words }));
    expect(Math.max(...body.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(79);
    expect(libmime.decodeFlowed(body, delsp === 'yes')).toBe(`${words}\n\nHello\n\n${words}`);
  });
});

describe('Large texts', () => {
  const filler = `${'The quick brown fox. '.repeat(3)}\r\n`.repeat(300_000);

  test.each(['7bit', 'quoted-printable'])('of 19 MB in %s take words at both ends', async (encoding) => {
    const mail = part('text/html; charset=utf-8', encoding, `<html><body>${filler}</body></html>`);
    const { content, done } = await rewriteMessage(mail, [addBanner({ text: 'TOP' }), addDisclaimer({ text: 'END' })]);
    expect(done).toHaveLength(2);
    const text = content.toString('latin1');
    expect(text).toContain('<body>\r\n<div>TOP</div>\r\nThe quick');
    expect(text).toMatch(/fox\. \r\n\r\n<div>END<\/div>\r\n<\/body><\/html>$/);
    expect(content.length).toBe(mail.length + '\r\n<div>TOP</div>\r\n'.length * 2);
    expect(await rewriteMessage(content, [addBanner({ text: 'TOP' }), addDisclaimer({ text: 'END' })])).toMatchObject({
      changed: false,
    });
  });

  test('that would have to be encoded anew are left alone', async () => {
    const mail = part('text/plain; charset=utf-8', 'base64', base64(filler));
    expect(await rewriteMessage(mail, [addBanner(ASCII)])).toMatchObject({
      changed: false,
      leftAlone: [{ code: 'partTooLarge' }],
    });
  });
});

describe('Wrong input is told at once', () => {
  test.each([
    ['no text', { text: '' }],
    ['blanks', { text: ' \n' }],
    ['no words', {} as Words],
    ['empty HTML', { text: 'a', html: '' }],
    ['a number', { text: 7 as unknown as string }],
    ['nothing', undefined as unknown as Words],
  ])('%s', (_, words) => {
    expect(() => addBanner(words)).toThrow(MessageError);
    expect(() => addDisclaimer(words)).toThrow(expect.objectContaining({ code: 'OPERATION_INVALID' }));
  });
});
