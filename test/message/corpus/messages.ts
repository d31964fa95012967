import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a banner can do with a message; the tests hold every rewriting to it. */
export interface Sample {
  readonly name: string;
  readonly content: Buffer;
  /** The types of the parts that take a banner. @default none */
  readonly bodies?: readonly ('text/plain' | 'text/html')[];
  /** The reasons for which something is left alone. @default none */
  readonly leftAlone?: readonly string[];
  /** Nothing that a parser of another make would agree on. @default false */
  readonly broken?: boolean;
}

const HEADER = [
  'From: Erika Example <erika@partner.example>',
  'To: office@corp.example',
  'Date: Tue, 3 Feb 2026 10:00:00 +0100',
  'Message-ID: <sample@partner.example>',
];

export function crlf(...lines: string[]): Buffer {
  return Buffer.from(lines.join('\r\n'));
}

/** Header lines beside the usual ones, an empty line, the body. */
export function message(header: readonly string[], ...body: (string | Buffer)[]): Buffer {
  const content = body.flatMap((line, index) => [
    ...(index > 0 ? [Buffer.from('\r\n')] : []),
    typeof line === 'string' ? Buffer.from(line) : line,
  ]);
  return Buffer.concat([crlf(...HEADER, ...header, '', ''), ...content]);
}

export function base64(content: Uint8Array | string, width = 76): string {
  const text = Buffer.from(content as string).toString('base64');
  return text.replace(new RegExp(`.{${width}}(?=.)`, 'g'), '$&\r\n');
}

const MIXED = ['Subject: Sample', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="mixed"'];
const TEXT = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable', ''];
const HTML = ['Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable', ''];
const PDF = [
  'Content-Type: application/pdf; name="report.pdf"',
  'Content-Disposition: attachment; filename="report.pdf"',
  'Content-Transfer-Encoding: base64',
  '',
  base64('%PDF-1.7 '.repeat(40)),
];
const PAGE = '<html><head><title>a > b</title></head><body class=3D"x">Gr=C3=BC=C3=9Fe</body></html>';

function simple(header: string[], ...body: (string | Buffer)[]): Buffer {
  return message(['Subject: Sample', 'MIME-Version: 1.0', ...header], ...body);
}

function fixture(name: string): Buffer {
  return readFileSync(join(__dirname, `${name}.eml`));
}

const UTF_16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Grüße aus der Ferne\r\n', 'utf16le')]);
const ISO_2022_JP = Buffer.from('\u001b$B$3$s$K$A$O\u001b(B\r\n', 'latin1');
/** `</body>!` between the escape sequences are four Chinese characters. */
const ISO_2022_JP_HTML = Buffer.from(
  '<html><body>\u001b$B4A;z\u001b(B \u001b$B</body>!\u001b(B</body></html>\r\n',
  'latin1',
);

export const CORPUS: readonly Sample[] = [
  { name: 'no MIME at all', content: message(['Subject: Sample'], 'Hello', ''), bodies: ['text/plain'] },
  { name: 'an empty body', content: message(['Subject: Sample'], ''), bodies: ['text/plain'] },
  {
    name: 'a header without an empty line',
    content: crlf(...HEADER, 'Subject: Sample'),
    bodies: [],
    leftAlone: ['noTextPart'],
  },
  { name: 'nothing', content: Buffer.alloc(0), leftAlone: ['noTextPart'], broken: true },
  { name: 'no header', content: Buffer.from('\r\nHello\r\n'), bodies: ['text/plain'] },
  {
    name: 'a body where the header should be',
    content: Buffer.from('Hello world\r\nno colon here\r\n'),
    leftAlone: ['noTextPart'],
    broken: true,
  },
  {
    name: 'text and HTML, quoted-printable',
    content: message(
      [...MIXED.slice(0, 2), 'Content-Type: multipart/alternative; boundary=alt'],
      'This is a multi-part message.',
      '--alt',
      ...TEXT,
      'Gr=C3=BC=C3=9Fe=20',
      'from=',
      ' afar=3D',
      '',
      '--alt',
      ...HTML,
      PAGE,
      '--alt--',
      '',
    ),
    bodies: ['text/plain', 'text/html'],
  },
  {
    name: 'text, HTML with an inline image, and an attachment',
    content: message(
      MIXED,
      '--mixed',
      'Content-Type: multipart/alternative; boundary="alt"',
      '',
      '--alt',
      ...TEXT,
      'Hello',
      '',
      '--alt',
      'Content-Type: multipart/related; boundary="rel"',
      '',
      '--rel',
      ...HTML,
      '<body><img src=3D"cid:logo@x"></body>',
      '--rel',
      'Content-Type: image/png',
      'Content-ID: <logo@x>',
      'Content-Disposition: inline',
      'Content-Transfer-Encoding: base64',
      '',
      base64(Buffer.alloc(200, 7)),
      '--rel--',
      '',
      '--alt--',
      '',
      '--mixed',
      ...PDF,
      '--mixed--',
      '',
    ),
    bodies: ['text/plain', 'text/html'],
  },
  {
    name: 'a nested message',
    content: message(
      MIXED,
      '--mixed',
      ...TEXT,
      'See below',
      '',
      '--mixed',
      'Content-Type: message/rfc822',
      'Content-Disposition: attachment; filename="old.eml"',
      '',
      'From: a@x.example',
      'Subject: Old',
      'Content-Type: multipart/mixed; boundary=deep',
      '',
      '--deep',
      'Content-Type: text/plain',
      '',
      'old text',
      '--deep',
      ...PDF,
      '--deep--',
      '',
      '--mixed--',
      '',
    ),
    bodies: ['text/plain'],
  },
  {
    name: 'nested ten levels deep',
    content: message(
      [...MIXED.slice(0, 2), 'Content-Type: multipart/mixed; boundary=b0'],
      ...Array.from({ length: 9 }, (_, level) => [
        `--b${level}`,
        `Content-Type: multipart/mixed; boundary=b${level + 1}`,
        '',
      ]).flat(),
      '--b9',
      ...TEXT,
      'At the bottom',
      '--b9--',
      ...Array.from({ length: 9 }, (_, level) => `--b${8 - level}--`),
      '',
    ),
    bodies: ['text/plain'],
  },
  {
    name: 'a calendar invitation',
    content: message(
      [...MIXED.slice(0, 2), 'Content-Type: multipart/alternative; boundary=alt'],
      '--alt',
      ...TEXT,
      'You are invited',
      '',
      '--alt',
      ...HTML,
      '<p>You are invited</p>',
      '',
      '--alt',
      'Content-Type: text/calendar; charset=utf-8; method=REQUEST',
      'Content-Transfer-Encoding: 7bit',
      '',
      'BEGIN:VCALENDAR',
      'METHOD:REQUEST',
      'END:VCALENDAR',
      '',
      '--alt--',
      '',
    ),
    bodies: ['text/plain', 'text/html'],
  },
  {
    name: 'a delivery status report',
    content: message(
      [
        'Subject: Undeliverable',
        'MIME-Version: 1.0',
        'Content-Type: multipart/report; report-type=delivery-status; boundary=dsn',
      ],
      '--dsn',
      'Content-Type: text/plain; charset=us-ascii',
      '',
      'It did not arrive.',
      '',
      '--dsn',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      '',
      'Action: failed',
      '',
      '--dsn',
      'Content-Type: message/rfc822',
      '',
      'From: a@corp.example',
      'Subject: Hi',
      '',
      'Hi',
      '--dsn--',
      '',
    ),
    bodies: ['text/plain'],
  },
  {
    name: 'format=flowed',
    content: simple(
      ['Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes'],
      'A paragraph that  ',
      'flows',
      '> quoted',
      ' From here',
      '',
    ),
    bodies: ['text/plain'],
  },
  {
    name: '8-bit UTF-8',
    content: simple(['Content-Type: text/plain; charset=UTF-8', 'Content-Transfer-Encoding: 8bit'], 'Grüße — 漢字', ''),
    bodies: ['text/plain'],
  },
  {
    name: '8-bit ISO-8859-1',
    content: simple(
      ['Content-Type: text/plain; charset=ISO-8859-1', 'Content-Transfer-Encoding: 8bit'],
      Buffer.from('Gr\xfc\xdfe\r\n', 'latin1'),
    ),
    bodies: ['text/plain'],
  },
  {
    name: '8-bit with no charset',
    content: message(['Subject: Sample'], Buffer.from('Gr\xfc\xdfe\r\n', 'latin1')),
    bodies: ['text/plain'],
    broken: true,
  },
  {
    name: 'an unknown charset',
    content: simple(
      ['Content-Type: text/plain; charset=x-unknown', 'Content-Transfer-Encoding: 8bit'],
      Buffer.from('\xa4\xa5\r\n', 'latin1'),
    ),
    bodies: ['text/plain'],
    broken: true,
  },
  {
    name: 'windows-1252, quoted-printable',
    content: simple(
      ['Content-Type: text/html; charset=windows-1252', 'Content-Transfer-Encoding: quoted-printable'],
      '<BODY>=93quoted=94 =80 5',
      '</BODY>',
      '',
    ),
    bodies: ['text/html'],
  },
  {
    name: 'Shift_JIS, base64',
    content: simple(
      ['Content-Type: text/plain; charset=Shift_JIS', 'Content-Transfer-Encoding: base64'],
      base64(Buffer.from([0x82, 0xb1, 0x82, 0xf1, 0x83, 0x5c, 0x0d, 0x0a])),
    ),
    bodies: ['text/plain'],
  },
  {
    name: 'ISO-2022-JP',
    content: simple(['Content-Type: text/plain; charset=ISO-2022-JP', 'Content-Transfer-Encoding: 7bit'], ISO_2022_JP),
    bodies: ['text/plain'],
  },
  {
    name: 'ISO-2022-JP HTML with "</body>" in its characters',
    content: simple(
      ['Content-Type: text/html; charset=ISO-2022-JP', 'Content-Transfer-Encoding: 7bit'],
      ISO_2022_JP_HTML,
    ),
    bodies: ['text/html'],
  },
  {
    name: 'UTF-16',
    content: simple(['Content-Type: text/plain; charset=utf-16', 'Content-Transfer-Encoding: base64'], base64(UTF_16)),
    bodies: ['text/plain'],
  },
  {
    name: 'base64 with odd wrapping',
    content: simple(
      ['Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: BASE64'],
      base64('<html><body>Grüße</body></html>', 5),
      '',
      ' ',
      '',
    ),
    bodies: ['text/html'],
  },
  {
    name: 'base64 in two runs',
    content: simple(
      ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64'],
      'SGVsbG8=',
      'IHdvcmxk',
      '',
    ),
    leftAlone: ['transferEncodingBroken'],
    broken: true,
  },
  {
    name: 'quoted-printable at its edges',
    content: simple(
      ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: Quoted-Printable'],
      'a =ZZ b',
      'trailing blank \t',
      '=',
      'lower =c3=bc',
      '=0D=0A',
      'ends in a soft break=',
    ),
    bodies: ['text/plain'],
  },
  {
    name: 'very long lines',
    content: simple(
      ['Content-Type: text/html; charset=utf-8'],
      `<html><body>${'long '.repeat(4000)}</body></html>`,
      '',
    ),
    bodies: ['text/html'],
  },
  {
    name: 'bare line feeds',
    content: Buffer.from(
      message(MIXED, '--mixed', ...TEXT, 'Hello', '', '--mixed', ...PDF, '--mixed--', '')
        .toString()
        .replaceAll('\r\n', '\n'),
    ),
    bodies: ['text/plain'],
  },
  {
    name: 'mixed line ends',
    content: Buffer.from(
      message(MIXED, '--mixed', ...TEXT, 'Hello', '', '--mixed', ...HTML, '<p>Hello</p>', '--mixed--', '')
        .toString()
        .replace(/\r\n/g, (end, at: number) => (at % 2 ? '\n' : end)),
    ),
    bodies: ['text/plain'],
  },
  {
    name: 'bare carriage returns',
    content: Buffer.from(message(['Subject: Sample'], 'Hello', 'world', '').toString().replaceAll('\r\n', '\r')),
    leftAlone: ['noTextPart'],
    broken: true,
  },
  {
    name: 'a carriage return in the text',
    content: message(['Subject: Sample'], 'Hello\rworld', ''),
    bodies: ['text/plain'],
  },
  {
    name: 'no closing delimiter',
    content: message(MIXED, '--mixed', ...TEXT, 'Hello', '', '--mixed', ...PDF, ''),
    bodies: ['text/plain'],
  },
  {
    name: 'an inner multipart that is never closed',
    content: message(
      MIXED,
      '--mixed',
      'Content-Type: multipart/alternative; boundary=alt',
      '',
      '--alt',
      ...TEXT,
      'Hello',
      '',
      '--mixed',
      ...PDF,
      '--mixed--',
      '',
    ),
    bodies: ['text/plain'],
  },
  {
    name: 'a multipart without a boundary',
    content: simple(['Content-Type: multipart/mixed'], '--mixed', ...TEXT, 'Hello', '--mixed--', ''),
    leftAlone: ['noTextPart'],
    broken: true,
  },
  {
    name: 'a multipart without parts',
    content: message(MIXED, 'Nothing follows', ''),
    leftAlone: ['noTextPart'],
    broken: true,
  },
  {
    name: 'a part whose header does not end',
    content: message(MIXED, '--mixed', 'Content-Type: text/plain', '--mixed', ...TEXT, 'Hello', '--mixed--', ''),
    bodies: ['text/plain'],
    broken: true,
  },
  {
    name: 'parts whose content is nothing at all, not even a line end',
    content: message(
      MIXED,
      '--mixed',
      'Content-Type: text/plain',
      '',
      '--mixed',
      'Content-Type: application/pdf; name="empty.pdf"',
      '',
      '--mixed--',
      '',
    ),
    bodies: ['text/plain'],
  },
  {
    name: 'a boundary that begins like another',
    content: message(
      [...MIXED.slice(0, 2), 'Content-Type: multipart/mixed; boundary=b'],
      '--b',
      'Content-Type: multipart/alternative; boundary=b2',
      '',
      '--b2',
      ...TEXT,
      'Hello',
      '--b2',
      ...HTML,
      '<p>Hello</p>',
      '--b2--',
      '--b',
      ...PDF,
      '--b--',
      '',
    ),
    bodies: ['text/plain', 'text/html'],
  },
  {
    name: 'duplicate headers',
    content: message(
      ['Subject: One', 'Subject: Two', 'X-A: 1', 'X-A: 2', 'Content-Type: text/plain', 'Content-Type: text/html'],
      'Hello',
      '',
    ),
    bodies: ['text/plain'],
    broken: true,
  },
  {
    name: 'folded and encoded headers',
    content: message(
      [
        'Subject: =?utf-8?B?R3LDvMOfZQ==?=',
        ' =?utf-8?Q?_aus_der?= Ferne',
        'X-Long: a',
        '\tb',
        '  c',
        'Content-Type: text/plain;',
        '\tcharset="utf-8"',
      ],
      'Hello',
      '',
    ),
    bodies: ['text/plain'],
  },
  {
    name: '8-bit headers',
    content: Buffer.from(message(['Subject: Gr\xfc\xdfe', 'X-Utf: Grüße'], 'Hello', '').toString('latin1'), 'latin1'),
    bodies: ['text/plain'],
    broken: true,
  },
  {
    name: 'the line of a mailbox file',
    content: Buffer.concat([
      Buffer.from('From erika@partner.example Tue Feb  3 10:00:00 2026\r\n'),
      message(['Subject: Sample'], 'Hello', ''),
    ]),
    bodies: ['text/plain'],
  },
  {
    name: 'an attachment and nothing else',
    content: message(['Subject: Scan', 'MIME-Version: 1.0', ...PDF.slice(0, 3)], ...PDF.slice(4)),
    leftAlone: ['noTextPart'],
  },
  {
    name: 'text that is attached',
    content: message(
      MIXED,
      '--mixed',
      'Content-Type: text/plain; name=a.txt',
      'Content-Disposition: attachment; filename=a.txt',
      '',
      'file',
      '--mixed',
      ...TEXT,
      'Hello',
      '--mixed--',
      '',
    ),
    bodies: ['text/plain'],
  },
  {
    name: 'an unknown transfer encoding',
    content: simple(['Content-Type: text/plain', 'Content-Transfer-Encoding: x-uuencode'], 'begin 644 a', ''),
    leftAlone: ['transferEncodingUnknown'],
    broken: true,
  },
  { name: 'S/MIME, signed', content: fixture('smime-signed'), leftAlone: ['signed'] },
  { name: 'S/MIME, signed and opaque', content: fixture('smime-opaque'), leftAlone: ['signed'] },
  { name: 'S/MIME, encrypted', content: fixture('smime-encrypted'), leftAlone: ['encrypted'] },
  { name: 'OpenPGP/MIME, signed', content: fixture('pgp-signed'), leftAlone: ['signed'] },
  { name: 'OpenPGP/MIME, encrypted', content: fixture('pgp-encrypted'), leftAlone: ['encrypted'] },
  { name: 'OpenPGP, signed text', content: fixture('pgp-inline-signed'), leftAlone: ['signed'] },
  { name: 'OpenPGP, encrypted text', content: fixture('pgp-inline-encrypted'), leftAlone: ['encrypted'] },
  {
    name: 'a signed message with the footer of a list',
    content: listed(fixture('smime-signed')),
    leftAlone: ['signed'],
  },
];

/** What a mailing list makes of a message: its content as the first part, the list's words as the second. */
function listed(inner: Buffer): Buffer {
  const [, , content = ''] =
    /^([\s\S]*?)(Content-Type: multipart\/signed[\s\S]*)$/.exec(inner.toString('latin1')) ?? [];
  return message(
    MIXED,
    '--mixed',
    Buffer.from(content, 'latin1'),
    '--mixed',
    ...TEXT,
    'List: https://lists.example/',
    '--mixed--',
    '',
  );
}
