import fc from 'fast-check';
import { ContentCheck, findContentProblems, findImmutableChanges } from '../../lib/mime';
import { describeProblem, OPEN_READINGS } from '../../lib/rules';
import { CORPUS, crlf, message } from '../message/corpus/messages';

const MULTIPART = ['Subject: x', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'];

function codesOf(content: Buffer): string[] {
  return findContentProblems(content).map(({ code }) => code);
}

function attached(name: string): Buffer {
  return message(MULTIPART, '--b', `Content-Disposition: attachment; filename="${name}"`, '', 'x', '--b--', '');
}

describe('A message is acceptable', () => {
  test.each([
    ['plain', message(['Subject: x'], 'Hello', '')],
    ['with the longest line', message([], 'x'.repeat(998), '')],
    ['whose last line has no line end', message([], 'x'.repeat(998))],
    ['with bare line feeds', Buffer.from('From: a@x\nDate: x\n\nHello\n')],
    ['with 8-bit content', message([], 'Grüße')],
    ['a multipart', message(MULTIPART, '--b', '', 'x', '--b--', '')],
    ['with several of what may stand several times', message(['Received: a', 'Received: b', 'X: 1', 'X: 2'], '')],
    ['with a supported attachment', attached('report.pdf')],
    ['with a name that only looks dangerous', attached('exe')],
    ['with a name that ends otherwise', attached('setup.exe.txt')],
    ['without content', crlf('From: a@x.example', 'Date: x', '')],
  ])('%s', (_, content) => {
    expect(findContentProblems(content)).toEqual([]);
  });
});

describe('A message is not acceptable', () => {
  test.each([
    ['a line too long by one', message([], 'x'.repeat(999), ''), 'lineTooLong', 'line 6', 999],
    ['a line too long in the header', message([`X: ${'y'.repeat(996)}`], ''), 'lineTooLong', 'line 5', 999],
    ['no From', crlf('Date: x', '', ''), 'headerMissing', 'header From', undefined],
    ['no Date', crlf('From: x', '', ''), 'headerMissing', 'header Date', undefined],
    ['two subjects', message(['Subject: 1', 'SUBJECT : 2'], ''), 'headerTwice', 'header Subject', 2],
    [
      'two MIME versions',
      message(['MIME-Version: 1.0', 'Mime-Version: 1.0'], ''),
      'headerTwice',
      'header MIME-Version',
      2,
    ],
    [
      '41 MB',
      Buffer.concat([message([], ''), Buffer.alloc(41 * 1024 * 1024, 'line\r\n')]),
      'messageTooLarge',
      'message',
      expect.any(Number),
    ],
    ['a stray line', message(['no field'], ''), 'headerMalformed', 'header', 'no field'],
    [
      'no boundary',
      message(['Content-Type: multipart/mixed'], 'x'),
      'multipartMalformed',
      'message',
      'multipart/mixed',
    ],
    ['no parts', message(MULTIPART, 'x'), 'multipartMalformed', 'message', 'multipart/mixed'],
    [
      'no closing delimiter',
      message(MULTIPART, '--b', '', 'x', ''),
      'multipartMalformed',
      'message',
      'multipart/mixed',
    ],
    [
      'a part without an empty line',
      message(MULTIPART, '--b', 'X: y', '--b--'),
      'multipartMalformed',
      'part 1',
      'text/plain',
    ],
    ['a program', attached('setup.EXE'), 'attachmentUnsupported', 'part 1', 'setup.EXE'],
    ['a program behind dots and blanks', attached('setup.js. .'), 'attachmentUnsupported', 'part 1', 'setup.js. .'],
    [
      'a header of a megabyte',
      Buffer.from(`X: ${'a\r\n '.repeat(300_000)}`),
      'headerTooLong',
      'header',
      expect.any(Number),
    ],
  ])('%s', (_, content, code, path, value) => {
    const problems = findContentProblems(content);
    expect(problems).toEqual([expect.objectContaining({ code, path, value })]);
    expect(describeProblem(problems[0]!)).toMatch(/^.+ is .+: .+\. .+\.$/);
  });

  test('with everything at once', () => {
    expect(codesOf(Buffer.from(`Subject: 1\r\nSubject: 2\r\n\r\n${'x'.repeat(2000)}`))).toEqual([
      'headerMissing',
      'headerMissing',
      'headerTwice',
      'lineTooLong',
    ]);
    expect(codesOf(Buffer.alloc(0))).toEqual(['headerMissing', 'headerMissing']);
  });

  test('and what rests on an open question says so', () => {
    const open = CORPUS.flatMap(({ content }) => findContentProblems(content)).filter(({ openReading }) => openReading);
    expect(new Set(open.map(({ code }) => code))).toEqual(
      new Set(['headerMissing', 'headerTwice', 'multipartMalformed', 'attachmentUnsupported']),
    );
    for (const { openReading } of open) expect(OPEN_READINGS).toHaveProperty(openReading!);
  });
});

test('Of many problems of one kind only some are told', () => {
  expect(findContentProblems(message([], ...Array(5000).fill('x'.repeat(1200))))).toHaveLength(5);
});

test('Any bytes in any chunks have the same problems', () => {
  fc.assert(
    fc.property(fc.constantFrom(...CORPUS), fc.integer({ min: 1, max: 3000 }), ({ content }, size) => {
      const check = new ContentCheck();
      for (let start = 0; start < content.length; start += size) check.write(content.subarray(start, start + size));
      expect(check.end()).toEqual(findContentProblems(content));
    }),
  );
});

describe('What must stay', () => {
  const before = message(['Subject: x', 'Sender: "A  b" <a@x.example>'], 'Hello');

  test.each([
    ['nothing changes', before],
    ['the content changes', Buffer.from(before.toString().replace('Hello', 'Bye'))],
    ['the subject changes', Buffer.from(before.toString().replace('Subject: x', 'Subject: y'))],
    ['a field is folded anew', Buffer.from(before.toString().replace('"A  b" ', '"A b"\r\n\t'))],
    [
      'the order changes',
      Buffer.from(`Date: Tue, 3 Feb 2026 10:00:00 +0100\r\n${before.toString().replace(/Date: .*\r\n/, '')}`),
    ],
    ['a field is added', Buffer.from(`X: y\r\n${before}`)],
  ])('stays where %s', (_, after) => {
    expect(findImmutableChanges(before, after)).toEqual([]);
  });

  test.each([
    ['From', /From: .*/, 'From: mallory@x.example', 'mallory@x.example'],
    ['Date', /Date: .*\r\n/, '', undefined],
    ['Message-ID', /Message-ID: .*/, 'Message-Id: <2@x.example>', '<2@x.example>'],
    ['Sender', /Sender: .*/, 'Sender: b@x.example', 'b@x.example'],
  ])('changes where %s does', (name, pattern, replacement, value) => {
    const after = Buffer.from(before.toString().replace(pattern, replacement));
    expect(findImmutableChanges(before, after)).toEqual([
      expect.objectContaining({
        code: 'headerImmutable',
        path: `header ${name}`,
        value,
        openReading: 'immutableFields',
      }),
    ]);
  });

  test('changes where it stands twice now, and not where it is new', () => {
    expect(findImmutableChanges(before, Buffer.from(`From: x@x.example\r\n${before}`))).toHaveLength(1);
    expect(findImmutableChanges(crlf('Subject: x', '', ''), crlf('Date: x', 'Subject: x', '', ''))).toEqual([]);
  });
});
