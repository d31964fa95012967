import libqp from 'libqp';

export type TransferEncoding = 'identity' | 'quoted-printable' | 'base64';

const BASE64_LINE = 76;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const EQUALS = 0x3d;

/** What a part says of its transfer encoding; undefined if nobody knows how to read it. */
export function transferEncodingOf(name: string): TransferEncoding | undefined {
  if (['', '7bit', '8bit', 'binary'].includes(name)) return 'identity';
  return name === 'quoted-printable' || name === 'base64' ? name : undefined;
}

/** The content without its transfer encoding; undefined if it is not in it. */
export function decodeTransfer(body: Buffer, encoding: TransferEncoding): Buffer | undefined {
  if (encoding === 'identity') return body;
  return encoding === 'base64' ? decodeBase64(body) : decodeQuotedPrintable(body);
}

export function encodeTransfer(content: Buffer, encoding: TransferEncoding): Buffer {
  if (encoding === 'identity') return content;
  return encoding === 'base64' ? encodeBase64(content) : encodeQuotedPrintable(content);
}

/** Parsers disagree about what stands between or behind the characters of base64: such content is not touched. */
function decodeBase64(body: Buffer): Buffer | undefined {
  const text = body.toString('latin1').replace(/[\s]+/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const characters = text.replace(/=+$/, '').length;
  return characters % 4 === 1 ? undefined : Buffer.from(text, 'base64');
}

function encodeBase64(content: Buffer): Buffer {
  const text = content.toString('base64');
  const lines: string[] = [];
  for (let start = 0; start < text.length; start += BASE64_LINE) lines.push(text.slice(start, start + BASE64_LINE));
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1');
}

function decodeQuotedPrintable(body: Buffer): Buffer {
  return libqp.decode(body);
}

/** Of text: its line ends stay line ends. */
function encodeQuotedPrintable(content: Buffer): Buffer {
  const lines = content.toString('latin1').split(/\r?\n/);
  const encoded = lines.map((line) => libqp.wrap(libqp.encode(Buffer.from(line, 'latin1')).replaceAll('\r', '=0D')));
  return Buffer.from(encoded.join('\r\n'), 'latin1');
}

/** Something to put into a body as it stands in a message. */
export interface Insertion {
  readonly place: number;
  readonly bytes: Buffer;
}

/**
 * Puts content that begins with a line end before the `target`th byte of content that is encoded. Undefined if the body
 * would not say what it should then: in quoted-printable, bytes that are no honest encoding can reach over the place.
 */
export function putIn(
  body: Buffer,
  encoding: 'identity' | 'quoted-printable',
  target: number,
  content: Buffer,
): Insertion | undefined {
  const bytes = encodeTransfer(content, encoding);
  if (encoding === 'identity') return { place: target, bytes };
  const place = placeInQuotedPrintable(body, target);
  const result = Buffer.concat([body.subarray(0, place), bytes, body.subarray(place)]);
  const whole = decodeQuotedPrintable(body);
  const expected = Buffer.concat([whole.subarray(0, target), content, whole.subarray(target)]);
  return withoutLastBlanks(decodeQuotedPrintable(result)) === withoutLastBlanks(expected)
    ? { place, bytes }
    : undefined;
}

/** At the end of a line blanks are none of the content, so those before what is put in may go. */
function withoutLastBlanks(content: Buffer): string {
  return content.toString('latin1').replace(/(^|[^ \t])[ \t]+(?=[\r\n]|$)/g, '$1');
}

/** Where in quoted-printable the byte stands that is the `target`th of the content; at the start of a line if it can be. */
function placeInQuotedPrintable(body: Buffer, target: number): number {
  let place = 0;
  let decoded = 0;
  while (place < body.length) {
    const softBreak = softBreakAt(body, place);
    if (softBreak > 0 && (decoded < target || place + softBreak < body.length)) {
      place += softBreak;
      continue;
    }
    if (decoded >= target) break;
    const blanks = blanksAt(body, place);
    if (blanks > 0) {
      const taken = isLineEnd(body, place + blanks) ? 0 : Math.min(blanks, target - decoded);
      place += taken || blanks;
      decoded += taken;
    } else {
      place += body[place] === EQUALS && isHex(body[place + 1]) && isHex(body[place + 2]) ? 3 : 1;
      decoded++;
    }
  }
  return place;
}

/** The bytes of a line end that is none of the content. */
function softBreakAt(body: Buffer, place: number): number {
  if (body[place] !== EQUALS || !isLineEnd(body, place + 1 + blanksAt(body, place + 1))) return 0;
  const lineEnd = body.indexOf(LINE_FEED, place);
  return (lineEnd < 0 ? body.length : lineEnd + 1) - place;
}

function blanksAt(body: Buffer, place: number): number {
  let end = place;
  while (body[end] === 0x20 || body[end] === 0x09) end++;
  return end - place;
}

function isLineEnd(body: Buffer, place: number): boolean {
  if (place >= body.length || body[place] === LINE_FEED) return true;
  return body[place] === CARRIAGE_RETURN && body[place + 1] === LINE_FEED;
}

function isHex(byte: number | undefined): boolean {
  return byte !== undefined && /^[0-9a-f]$/i.test(String.fromCharCode(byte));
}
