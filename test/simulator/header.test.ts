import { type Header, readHeader } from '../../lib/simulator';
import { processorTime } from '../processor-time';

function read(...lines: (string | Buffer)[]): Header {
  return readHeader(Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\r\n')])));
}

function codes({ notices }: Header): string[] {
  return notices.map(({ code }) => code);
}

describe('A well-formed header block', () => {
  test('gives From, Sender and Subject without a notice', () => {
    const header = read(
      'From: "Doe, John" <john@x.example>',
      'Sender: mary@x.example',
      'Subject: Hello',
      '',
      'From: no',
    );
    expect(header).toMatchObject({ from: 'john@x.example', sender: 'mary@x.example', subject: 'Hello', notices: [] });
    expect(header.openReadings).toEqual([]);
  });

  test.each([
    ['john@x.example'],
    ['<john@x.example>'],
    ['John <john@x.example>'],
    ['john@x.example (John, of X)'],
    ['=?utf-8?Q?J=C3=B6hn?= <john@x.example>'],
    ['"<evil@y.example>, x" <john@x.example>'],
    ['  John\r\n\t<john@x.example>'],
    ['\r\n john@x.example'],
  ])('From: %j', (value) => {
    const header = read(`From:${value}`, 'Subject: x', '');
    expect(header.from).toBe('john@x.example');
    expect(codes(header)).toEqual([]);
  });

  test.each([
    ['=?utf-8?B?R3LDvMOfZQ==?=', 'Grüße'],
    ['=?iso-8859-1?Q?Gr=FC=DFe?=', 'Grüße'],
    ['=?utf-8?Q?Gr=C3?=\r\n =?utf-8?Q?=BC=C3=9Fe?=', 'Grüße'],
    ['=?utf-8?Q?Gr?= =?utf-8?Q?=C3=BC=C3=9Fe?=', 'Grüße'],
    ['=?ISO-2022-JP?B?GyRCJDMkcyRLJEEkTxsoQg==?=', 'こんにちは'],
    ['=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=', 'Grüße'],
    ['a\r\n\tb', 'a b'],
    ['', ''],
  ])('Subject: %j', (value, subject) => {
    const header = read('From: a@x.example', `Subject: ${value}`, '');
    expect(header.subject).toBe(subject);
    expect(codes(header)).toEqual([]);
  });

  test('names do not depend on letter case, and may stand before blanks', () => {
    expect(read('FROM : a@x.example', 'sUBJECT: x', '')).toMatchObject({
      from: 'a@x.example',
      subject: 'x',
      notices: [],
    });
  });

  test.each([
    ['\n', []],
    ['\r', ['BARE_CARRIAGE_RETURNS']],
  ])('lines may end with %j', (end, expected) => {
    const header = readHeader(
      Buffer.from(['From: a@x.example', 'Subject: a', ' b', '', 'Sender: c@x.example'].join(end)),
    );
    expect(header).toMatchObject({ from: 'a@x.example', subject: 'a b' });
    expect(header.sender).toBeUndefined();
    expect(codes(header)).toEqual(expected);
  });

  test('its length is known', () => {
    expect(read('From: a@x.example', '', 'body').length).toBe('From: a@x.example\r\n\r\n'.length);
    expect(readHeader(Buffer.from('From: a@x.example')).length).toBe('From: a@x.example'.length);
  });
});

describe('A malformed header block is read, and says how', () => {
  test.each<[string, (string | Buffer)[], Partial<Header>, string[]]>([
    ['nothing at all', [], {}, ['FIELD_MISSING']],
    ['no From', ['Subject: x', ''], { subject: 'x' }, ['FIELD_MISSING']],
    ['an empty From', ['From:', ''], {}, ['NO_ADDRESS']],
    ['a From without an address', ['From: John', ''], {}, ['NO_ADDRESS']],
    ['two From fields', ['From: a@x.example', 'From: b@x.example', ''], { from: 'a@x.example' }, ['FIELD_REPEATED']],
    ['several addresses', ['From: a@x.example, b@x.example', ''], { from: 'a@x.example' }, ['SEVERAL_ADDRESSES']],
    ['a group', ['From: Team: a@x.example;', ''], { from: 'a@x.example' }, ['GROUP']],
    ['an empty group', ['From: undisclosed:;', ''], {}, ['NO_ADDRESS']],
    ['UTF-8 in place of encoded words', ['From: Jöhn <a@x.example>', ''], { from: 'a@x.example' }, ['EIGHT_BIT']],
    [
      'Latin-1 in place of encoded words',
      ['From: a@x.example', Buffer.from('Subject: Grüße', 'latin1'), ''],
      { from: 'a@x.example', subject: 'Grüße' },
      ['EIGHT_BIT'],
    ],
    [
      'an unknown character set',
      ['From: a@x.example', 'Subject: =?x-none?Q?a=FC?=', ''],
      { from: 'a@x.example', subject: 'aü' },
      ['UNKNOWN_CHARSET'],
    ],
    [
      'an encoded word that breaks off',
      ['From: a@x.example', 'Subject: =?utf-8?B?R3LDvM', ''],
      { from: 'a@x.example', subject: '=?utf-8?B?R3LDvM' },
      [],
    ],
    ['NUL', ['From: a\0@x.example\0', ''], { from: 'a@x.example' }, ['CONTROL_CHARACTERS']],
    ['a bare carriage return', ['From: a@x.example\r (x)', ''], { from: 'a@x.example' }, ['CONTROL_CHARACTERS']],
    [
      'the line of a mailbox file',
      ['From a@y.example Mon Jan  1 00:00:00 2024', 'From: a@x.example', ''],
      { from: 'a@x.example' },
      ['MBOX_LINE'],
    ],
    [
      'a line that is no field',
      ['From: a@x.example', 'What is this', 'Subject: x', ''],
      { from: 'a@x.example', subject: 'x' },
      ['NOT_A_FIELD'],
    ],
    ['a continuation of nothing', [' x', 'From: a@x.example', ''], { from: 'a@x.example' }, ['NOT_A_FIELD']],
    ['an empty first line', ['', 'From: a@x.example', ''], {}, ['FIELD_MISSING']],
    ['an encoded address', ['From: =?utf-8?Q?a=40x.example?=', ''], {}, ['NO_ADDRESS']],
  ])('%s', (_, lines, expected, expectedCodes) => {
    const header = read(...lines);
    const { from, sender, subject } = header;
    expect({ from, sender, subject }).toEqual({ from: undefined, sender: undefined, subject: undefined, ...expected });
    expect(codes(header)).toEqual(expectedCodes);
  });

  test('a byte order mark before the first field', () => {
    const header = readHeader(Buffer.from('\ufeffFrom: a@x.example\r\n\r\n'));
    expect(header.from).toBe('a@x.example');
    expect(codes(header)).toEqual(['BYTE_ORDER_MARK']);
  });

  test('readings that are open are marked', () => {
    expect(read('Subject: x', '').openReadings).toEqual(['missingFrom']);
    expect(read('From: a@x.example, b@x.example', '').openReadings).toEqual(['repeatedField']);
    expect(read('From: a@x.example', 'Subject: x', 'Subject: y', '').openReadings).toEqual(['repeatedField']);
  });

  test('notices are sentences', () => {
    expect(read('From: a@x.example', 'From: b@x.example', 'what', 'is', '').notices.map(({ text }) => text)).toEqual([
      '2 lines of the header block are neither a field nor the continuation of one; skipped.',
      'From stands 2 times; the first counts.',
    ]);
  });
});

describe('Megabytes of headers are read in no time', () => {
  const MEGABYTES = 10 * 1024 * 1024;

  test.each<[string, string | Buffer]>([
    ['fields that do not matter', 'Received: from somewhere\r\n by somewhere else\r\n'.repeat(MEGABYTES / 48)],
    ['one field that does not end', `X: ${'y'.repeat(MEGABYTES)}`],
    ['a From that does not end', `From: ${'a.'.repeat(MEGABYTES / 2)}`],
    ['a From with an address in front', `From: a@x.example, ${'a.'.repeat(MEGABYTES / 2)}`],
    ['a folded Subject', `Subject: ${'=?utf-8?Q?a?=\r\n '.repeat(MEGABYTES / 16)}`],
    ['a Subject of half encoded words', `Subject: ${'=?'.repeat(MEGABYTES / 2)}`],
    ['From fields', 'From: a@x.example\r\n'.repeat(MEGABYTES / 20)],
    ['nested groups and comments', `From: ${'a:('.repeat(MEGABYTES / 3)}@`],
    ['lines that are no fields', 'xyz\n'.repeat(MEGABYTES / 4)],
    ['a name that does not end', 'x'.repeat(MEGABYTES)],
    ['blanks before a colon', `From${' '.repeat(MEGABYTES)}: a@x.example`],
    ['NUL', Buffer.alloc(MEGABYTES)],
    ['carriage returns', '\r'.repeat(MEGABYTES)],
    ['0xFF', Buffer.alloc(MEGABYTES, 0xff)],
  ])('%s', (_, content) => {
    const bytes = Buffer.from(content);
    const cost = () => {
      const spent = processorTime();
      readHeader(bytes);
      return spent();
    };
    // the better of two: beside other work a processor does less in its time
    expect(Math.min(cost(), cost())).toBeLessThan(1000);
  });

  test('a field that is too long is read in part', () => {
    const header = read(`From: a@x.example, ${'b'.repeat(100_000)}`, `Subject: ${'x'.repeat(100_000)}`, '');
    expect(header.from).toBe('a@x.example');
    expect(header.subject).toHaveLength(8 * 1024 - 1);
    expect(codes(header)).toEqual(['FIELD_CUT', 'FIELD_CUT']);
  });
});
