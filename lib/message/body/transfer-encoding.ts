import libqp from 'libqp';

export type TransferEncoding = 'identity' | 'quoted-printable' | 'base64';

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

/** In bytes of content; a multiple of what a line of base64 holds. What is large is encoded piece by piece. */
const PIECE = 57 * 1024;

/** Parsers disagree about what stands between or behind the characters of base64: such content is not touched. */
function decodeBase64(body: Buffer): Buffer | undefined {
  const characters = Buffer.allocUnsafe(body.length);
  let count = 0;
  let padding = 0;
  for (const byte of body) {
    if (byte === EQUALS) padding++;
    else if (IN_BASE64[byte] && padding === 0) characters[count++] = byte;
    else if (!IS_BLANK[byte]) return undefined;
  }
  if (padding > 2 || count % 4 === 1) return undefined;
  const content = Buffer.allocUnsafe(Math.floor((count * 3) / 4));
  const piece = (PIECE / 3) * 4;
  for (let start = 0, place = 0; start < count; start += piece) {
    place += content.write(characters.toString('latin1', start, Math.min(start + piece, count)), place, 'base64');
  }
  return content;
}

const IN_BASE64 = tableOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const IS_BLANK = tableOf(' \t\r\n');

function tableOf(characters: string): readonly boolean[] {
  return Array.from({ length: 256 }, (_, byte) => characters.includes(String.fromCharCode(byte)));
}

function encodeBase64(content: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let start = 0; start < content.length; start += PIECE) {
    const text = content.toString('base64', start, Math.min(start + PIECE, content.length));
    pieces.push(Buffer.from(text.replace(/.{1,76}/g, '$&\r\n'), 'latin1'));
  }
  return Buffer.concat(pieces);
}

function decodeQuotedPrintable(body: Buffer): Buffer {
  return libqp.decode(body);
}

/** Of text: its line ends stay line ends. */
function encodeQuotedPrintable(content: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let start = 0; start < content.length; ) {
    const lineEnd = content.indexOf(LINE_FEED, start + PIECE);
    const end = lineEnd < 0 ? content.length : lineEnd + 1;
    pieces.push(encodeLines(content.toString('latin1', start, end)));
    start = end;
  }
  return Buffer.concat(pieces);
}

function encodeLines(text: string): Buffer {
  const lines = Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'latin1');
  return Buffer.from(libqp.wrap(libqp.encode(lines).replace(/\r(?!\n)/g, '=0D')), 'latin1');
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
