import { isAscii } from 'node:buffer';
import { LONGEST_LINE, type MimePart } from '../../mime';
import type { ContentSource } from '../content/source';
import type { Edit } from '../content/splice';
import type { PartAddition } from './addition';
import type { BodyChange } from './body-change';
import { readEnds } from './body-ends';
import { type Charset, charsetOf, UTF_8 } from './charset';
import { isThere, type Places, pgpIn, placesIn } from './places';
import { decodeTransfer, encodeTransfer, putIn, type TransferEncoding, transferEncodingOf } from './transfer-encoding';

/** In bytes: what is larger is never in memory as a whole. */
const LARGEST_REBUILT = 4 * 1024 * 1024;

const PLACES = ['top', 'bottom'] as const;

/** What goes to the two places of a part, as bytes of its content. */
interface Bytes {
  readonly top: Buffer;
  readonly bottom: Buffer;
}

/**
 * Puts characters into a part of text. What can be put in without touching the rest is: the bytes around it stay. Where
 * the transfer encoding, the charset or the length of the lines forbids that, the part is encoded anew.
 */
export async function addToBody(part: MimePart, source: ContentSource, addition: PartAddition): Promise<BodyChange> {
  const encoding = transferEncodingOf(part.header.encoding);
  if (!encoding) return { leftAlone: 'transferEncodingUnknown' };
  const charset = charsetOf(part.header.charset);
  const bytes = toBytes(addition, charset);
  if (bytes && encoding !== 'base64' && canSplice(part, encoding, bytes)) {
    const spliced = await splice(part, source, encoding, charset, bytes);
    if (spliced) return spliced;
  }
  if (part.end - part.bodyStart > LARGEST_REBUILT) return { leftAlone: 'partTooLarge' };
  return rebuild(part, await source.read(part.bodyStart, part.end), encoding, charset, addition, bytes);
}

function toBytes(addition: PartAddition, charset: Charset): Bytes | undefined {
  const top = charset.encode(addition.top);
  const bottom = charset.encode(addition.bottom);
  return top && bottom && charset.layout !== 'other' ? { top, bottom } : undefined;
}

function canSplice({ header, longestLine }: MimePart, encoding: TransferEncoding, { top, bottom }: Bytes): boolean {
  if (longestLine > LONGEST_LINE) return false;
  if (encoding === 'quoted-printable') return true;
  const isShort = [top, bottom].every((bytes) => longestOf(bytes) <= LONGEST_LINE);
  return isShort && (header.encoding === '8bit' || header.encoding === 'binary' || (isAscii(top) && isAscii(bottom)));
}

function longestOf(bytes: Buffer): number {
  return Math.max(
    ...bytes
      .toString('latin1')
      .split('\r\n')
      .map((line) => line.length),
  );
}

/** Undefined if it cannot be done without touching the rest. */
async function splice(
  part: MimePart,
  source: ContentSource,
  encoding: 'identity' | 'quoted-printable',
  charset: Charset,
  bytes: Bytes,
): Promise<BodyChange | undefined> {
  const edits: Edit[] = [];
  const filled: (keyof Places)[] = [];
  for (const end of await readEnds(part, source)) {
    const content = decodeTransfer(end.raw, encoding)!;
    const protection = pgpIn(content, part.header);
    if (protection) return { leftAlone: protection };
    const places = placesIn(content, part.header, charset);
    for (const place of end.places) {
      const added = bytes[place];
      if (added.length === 0 || isThere(content, places, place, added)) continue;
      const whole = Buffer.concat([separator(part, content, places, place), added]);
      const put = putIn(end.raw, encoding, places[place], whole);
      if (!put) return undefined;
      edits.push({ start: end.start + put.place, end: end.start + put.place, bytes: put.bytes });
      filled.push(place);
    }
  }
  return edits.length > 0 ? { edits, places: filled } : { leftAlone: 'alreadyThere' };
}

/** The line that something is put behind may have no end yet. */
function separator({ header }: MimePart, content: Buffer, { bottom }: Places, place: keyof Places): Buffer {
  const needed = place === 'bottom' && header.type !== 'text/html' && bottom > 0 && content[bottom - 1] !== 0x0a;
  return Buffer.from(needed ? '\r\n' : '');
}

/** Decodes the part, puts in what goes in, and encodes it: in its own charset if what goes in is in it, else in UTF-8. */
function rebuild(
  part: MimePart,
  raw: Buffer,
  encoding: TransferEncoding,
  charset: Charset,
  addition: PartAddition,
  fitting: Bytes | undefined,
): BodyChange {
  const decoded = decodeTransfer(raw, encoding);
  if (!decoded) return { leftAlone: 'transferEncodingBroken' };
  const protection = pgpIn(decoded, part.header);
  if (protection) return { leftAlone: protection };
  const content = fitting ? decoded : toUtf8(charset.decode(decoded));
  if (!content) return { leftAlone: 'charsetUnclear' };
  const bytes = fitting ?? { top: Buffer.from(addition.top), bottom: Buffer.from(addition.bottom) };
  const used = fitting ? charset : charsetOf(UTF_8);
  const places = placesIn(content, part.header, used);
  const missing = PLACES.filter((place) => !isThere(content, places, place, bytes[place]));
  if (missing.length === 0) return { leftAlone: 'alreadyThere' };
  const encoded = encoding === 'base64' ? 'base64' : 'quoted-printable';
  const whole = insert(part, content, places, missing, bytes);
  return {
    edits: [{ start: part.bodyStart, end: part.end, bytes: encodeTransfer(whole, encoded) }],
    places: missing,
    ...(!fitting && { charset: UTF_8 }),
    ...(encoded !== encoding && { encoding: encoded }),
  };
}

function toUtf8(text: string | undefined): Buffer | undefined {
  return text === undefined ? undefined : Buffer.from(text.replace(/^\ufeff/, ''));
}

function insert(part: MimePart, content: Buffer, places: Places, missing: readonly (keyof Places)[], bytes: Bytes) {
  const added = (place: keyof Places) =>
    missing.includes(place) ? [separator(part, content, places, place), bytes[place]] : [];
  return Buffer.concat([
    content.subarray(0, places.top),
    ...added('top'),
    content.subarray(places.top, places.bottom),
    ...added('bottom'),
    content.subarray(places.bottom),
  ]);
}
