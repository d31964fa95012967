import { addBanner, addDisclaimer, removeAttachments, rewriteMessage, tagSubject } from '../../lib/message';
import { findContentProblems } from '../../lib/mime';
import { processorTime } from '../processor-time';
import { message } from './corpus/messages';
import { inChunks } from './support';

/** Two megabytes of whatever could take more than linear time somewhere. */

const SIZE = 2_000_000;
const OPERATIONS = [
  tagSubject('[EXTERNAL]'),
  addBanner({ text: 'Vorsicht: außen' }),
  addDisclaimer({ text: 'The end' }),
  removeAttachments({ names: ['*.exe', '*a*b*c*'] }),
];

function repeat(piece: string, size = SIZE): string {
  return piece.repeat(Math.ceil(size / piece.length));
}

function body(type: string, encoding: string, text: string): Buffer {
  return message(
    ['Subject: x', 'MIME-Version: 1.0', `Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`],
    text,
  );
}

const HEADER = 900_000;
const MESSAGES: [string, Buffer][] = [
  ['blanks', Buffer.from(repeat(' '))],
  ['line feeds', Buffer.from(repeat('\n'))],
  ['carriage returns', Buffer.from(repeat('\r'))],
  ['carriage returns and line feeds', Buffer.from(repeat('\r\n'))],
  ['colons', Buffer.from(repeat(':', HEADER))],
  ['a field name that ends in blanks', message([`A${repeat(' ', HEADER)}: b`], '')],
  ['a folded field', message([`A: ${repeat('b\r\n ', HEADER)}`], '')],
  ['a folded subject of encoded words', message([`Subject: ${repeat('=?utf-8?Q?=C3=BC?=\r\n ', HEADER)}`], '')],
  ['a subject of beginnings of words', message([`Subject: ${repeat('=?utf-8?Q?', HEADER)}`], '')],
  ['parameters', message([`Content-Type: text/plain; ${repeat('a*0="b"; ', HEADER)}`], '')],
  [
    'parameters that continue',
    message(
      [`Content-Disposition: attachment; ${Array.from({ length: 40_000 }, (_, n) => `filename*${n}="a"`).join('; ')}`],
      '',
    ),
  ],
  ['comments', message([`Content-Type: text/plain ${repeat('(', HEADER)}`], '')],
  ['quotes', message([`Content-Type: text/plain; name="${repeat('\\"', HEADER)}`], '')],
  ['hyphens', body('multipart/mixed; boundary=b', '7bit', repeat('--\r\n'))],
  ['delimiters', body('multipart/mixed; boundary=b', '7bit', repeat('--b\r\n'))],
  ['parts', body('multipart/mixed; boundary=b', '7bit', repeat('--b\r\n\r\n\r\n'))],
  [
    'nested multiparts',
    body('multipart/mixed; boundary=b', '7bit', repeat('--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n')),
  ],
  [
    'a boundary of a megabyte',
    body(`multipart/mixed; boundary=${repeat('b', HEADER)}`, '7bit', repeat(`--${repeat('b', HEADER)}\r\n`)),
  ],
  ['one line', body('text/plain', '7bit', repeat('a'))],
  ['one line of HTML', body('text/html; charset=utf-8', '7bit', repeat('<b>a</b>'))],
  ['equals signs', body('text/plain', 'quoted-printable', repeat('='))],
  ['equals signs and blanks', body('text/html', 'quoted-printable', repeat('=   '))],
  ['soft breaks', body('text/html', 'quoted-printable', repeat('=\r\n'))],
  ['blanks in quoted-printable', body('text/plain', 'quoted-printable', `${repeat(' ')}x`)],
  ['base64 of one line', body('text/plain', 'base64', repeat('AAAA'))],
  ['base64 of blanks', body('text/plain', 'base64', repeat(' \t'))],
  ['padding', body('text/plain', 'base64', repeat('='))],
  ...['<', '<a ', '<!--', '<!', '<body', '</body>', '<script>', "<a b='", '<a b=', '<title>x</title>'].map(
    (tag): [string, Buffer] => [`${tag} in HTML`, body('text/html', '8bit', repeat(`${tag}\r\n`))],
  ),
  ['armor', body('text/html', '8bit', repeat('>\r\n \r\n-----BEGIN PGP MESSAGE---- '))],
  ['flowed text', body('text/plain; format=flowed; delsp=yes', '7bit', repeat('a \r\n'))],
  ['escape sequences', body('text/html; charset=iso-2022-jp', '7bit', repeat('\u001b$B'))],
  [
    'names',
    body(
      'multipart/mixed; boundary=b',
      '7bit',
      repeat(`--b\r\nContent-Disposition: attachment; filename="${'a.'.repeat(400)}"\r\n\r\nx\r\n`),
    ),
  ],
];

test.each(MESSAGES)(
  '%s',
  async (_, content) => {
    const spent = processorTime();
    const { content: after } = await rewriteMessage(content, OPERATIONS);
    const streamed = await rewriteMessage(inChunks(content, 65_536), OPERATIONS);
    expect((await streamed.content.toArray()).reduce((size, piece) => size + piece.length, 0)).toBe(after.length);
    findContentProblems(content);
    // About three seconds at the most.
    expect(spent()).toBeLessThan(10_000);
  },
  60_000,
);
