const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const COLON = 0x3a;

/** One field of a header block, with the lines that continue it, as it stands there. */
export interface HeaderField {
  /** In lower case. Empty for what is no field: a stray line, or the "From " line of a mailbox file. */
  readonly name: string;
  /** All bytes, line ends and all. */
  readonly raw: Buffer;
}

/** Splits a header block; the fields, one after the other, are the block, but for the empty line that ends it. */
export function splitHeader(block: Buffer): HeaderField[] {
  const fields: HeaderField[] = [];
  let start = 0;
  while (start < block.length) {
    let end = lineEnd(block, start);
    if (isEmptyLine(block, start, end)) break;
    while (end < block.length && isBlank(block[end]) && !isEmptyLine(block, end, lineEnd(block, end))) {
      end = lineEnd(block, end);
    }
    const raw = block.subarray(start, end);
    fields.push({ name: fieldName(raw), raw });
    start = end;
  }
  return fields;
}

function lineEnd(block: Buffer, start: number): number {
  const found = block.indexOf(LINE_FEED, start);
  return found < 0 ? block.length : found + 1;
}

function isEmptyLine(block: Buffer, start: number, end: number): boolean {
  const length = end - start;
  return (
    (length === 1 && block[start] === LINE_FEED) ||
    (length === 2 && block[start] === CARRIAGE_RETURN && block[start + 1] === LINE_FEED)
  );
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}

/** RFC 5322, 2.2: printable ASCII without the colon; blanks before the colon are obsolete, but mail. */
function fieldName(raw: Buffer): string {
  let end = raw.indexOf(COLON);
  while (end > 0 && isBlank(raw[end - 1])) end--;
  const name = raw.toString('latin1', 0, Math.max(end, 0));
  return /^[\x21-\x7e]+$/.test(name) ? name.toLowerCase() : '';
}

/** What stands behind the colon, unfolded; bytes outside ASCII are read as UTF-8. Encoded words stay encoded. */
export function fieldValue({ name, raw }: HeaderField): string {
  const text = raw.toString('utf8');
  const value = name === '' ? text : text.slice(text.indexOf(':') + 1);
  return value.replace(/\r?\n(?=[ \t])/g, '').trim();
}
