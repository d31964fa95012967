import type { Notice } from './notices';

/** The fields that are read, each with the number of bytes from which on the rest of it is left aside. */
const MOST_BYTES = {
  from: 4 * 1024,
  sender: 4 * 1024,
  // 256 characters of four bytes each, encoded as quoted-printable words of 75 characters, are 5 KB.
  subject: 8 * 1024,
} as const;

export type FieldName = keyof typeof MOST_BYTES;

export interface RawField {
  /** Unfolded, without the name. */
  readonly bytes: Buffer;
  readonly cut: boolean;
  /** How often the field stands in the header block; the first counts. */
  readonly count: number;
}

export interface HeaderBlock {
  readonly fields: Readonly<Partial<Record<FieldName, RawField>>>;
  /** The number of bytes of the content that the header block takes. */
  readonly length: number;
  readonly notices: readonly Notice[];
}

interface GrowingField {
  readonly name: FieldName;
  readonly chunks: Buffer[];
  bytes: number;
  cut: boolean;
  count: number;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const MBOX_SEPARATOR = Buffer.from('From ');

/** Splits the header block off a message and keeps the fields that matter. Linear in its size, whatever it holds. */
export function readHeaderBlock(content: Uint8Array): HeaderBlock {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const notices: Notice[] = [];
  const fields: Partial<Record<FieldName, GrowingField>> = {};
  const lineEnd = lineEndOf(bytes, notices);
  const start = skipPreamble(bytes, lineEnd, notices);

  let current: GrowingField | undefined;
  let strayLines = 0;
  let next = start;
  while (next < bytes.length) {
    const line = next;
    const found = bytes.indexOf(lineEnd, line);
    const end = found < 0 ? bytes.length : found;
    next = end + 1;
    const stop = end > line && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    if (stop === line) break;

    if (isBlank(bytes[line])) {
      if (current) append(current, bytes.subarray(line, stop));
      else if (line === start) strayLines++;
      continue;
    }
    current = undefined;
    const colon = colonOf(bytes, line, stop);
    if (colon < 0) strayLines++;
    else current = begin(fields, bytes, line, colon, stop);
  }
  if (strayLines > 0) notices.push(strayNotice(strayLines));
  return { fields: finish(fields), length: Math.min(next, bytes.length), notices };
}

/** A message without a single line feed may have carriage returns in their place. */
function lineEndOf(bytes: Buffer, notices: Notice[]): number {
  if (bytes.includes(LINE_FEED) || !bytes.includes(CARRIAGE_RETURN)) return LINE_FEED;
  notices.push({ code: 'BARE_CARRIAGE_RETURNS', text: 'Lines end with a bare carriage return; taken as line ends.' });
  return CARRIAGE_RETURN;
}

function skipPreamble(bytes: Buffer, lineEnd: number, notices: Notice[]): number {
  let start = 0;
  if (bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) {
    notices.push({ code: 'BYTE_ORDER_MARK', text: 'The message begins with a byte order mark; skipped.' });
    start = BYTE_ORDER_MARK.length;
  }
  if (bytes.subarray(start, start + MBOX_SEPARATOR.length).equals(MBOX_SEPARATOR)) {
    notices.push({ code: 'MBOX_LINE', text: 'The message begins with the "From " line of a mailbox file; skipped.' });
    const end = bytes.indexOf(lineEnd, start);
    start = end < 0 ? bytes.length : end + 1;
  }
  return start;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}

/** The position of the colon after a field's name, or -1 if the line is none; blanks before it are obsolete, but mail. */
function colonOf(bytes: Buffer, line: number, stop: number): number {
  let position = line;
  while (position < stop && isNameByte(bytes[position])) position++;
  if (position === line) return -1;
  while (position < stop && isBlank(bytes[position])) position++;
  return position < stop && bytes[position] === 0x3a ? position : -1;
}

/** RFC 5322, 2.2: printable ASCII without the colon. */
function isNameByte(byte = 0): boolean {
  return byte > 0x20 && byte < 0x7f && byte !== 0x3a;
}

function begin(
  fields: Partial<Record<FieldName, GrowingField>>,
  bytes: Buffer,
  line: number,
  colon: number,
  stop: number,
): GrowingField | undefined {
  const name = fieldName(bytes, line, colon);
  if (!name) return undefined;
  const known = fields[name];
  if (known) {
    known.count++;
    return undefined;
  }
  const field: GrowingField = { name, chunks: [], bytes: 0, cut: false, count: 1 };
  append(field, bytes.subarray(colon + 1, stop));
  fields[name] = field;
  return field;
}

/** No name that matters is longer, not even with blanks before its colon, unless somebody plays with us. */
const LONGEST_NAME = 40;

function fieldName(bytes: Buffer, line: number, colon: number): FieldName | undefined {
  if (colon - line > LONGEST_NAME) return undefined;
  const name = bytes.toString('latin1', line, colon).trimEnd().toLowerCase();
  return Object.hasOwn(MOST_BYTES, name) ? (name as FieldName) : undefined;
}

function append(field: GrowingField, bytes: Buffer): void {
  const room = MOST_BYTES[field.name] - field.bytes;
  if (bytes.length > room) field.cut = true;
  if (room <= 0) return;
  field.chunks.push(bytes.subarray(0, room));
  field.bytes += Math.min(bytes.length, room);
}

function finish(fields: Partial<Record<FieldName, GrowingField>>): Partial<Record<FieldName, RawField>> {
  return Object.fromEntries(
    Object.values(fields).map(({ name, chunks, cut, count }) => [name, { bytes: Buffer.concat(chunks), cut, count }]),
  );
}

function strayNotice(lines: number): Notice {
  const what = lines === 1 ? '1 line of the header block is' : `${lines} lines of the header block are`;
  return { code: 'NOT_A_FIELD', text: `${what} neither a field nor the continuation of one; skipped.` };
}
