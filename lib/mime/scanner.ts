import { DELIMITER_EXTRA, type Delimiter, type GrowingPart, mayBeDelimiter, readDelimiter } from './delimiter';
import { splitHeader } from './header-block';
import { DEEPEST_NESTING, LONGEST_HEADER, LONGEST_LINE, MOST_PARTS } from './limits';
import { LineBuffer } from './line-buffer';
import type { MimeMessage, MimePart } from './message-structure';
import { type PartHeader, readPartHeader } from './part-header';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

const MOST_LONG_LINES = 5;
const NOTHING = Buffer.alloc(0);

/**
 * Finds the parts of a message: a pure reader of bytes that come in chunks of any size, in memory that does not grow
 * with them, and which takes whatever it is given. mailsplit reads the headers; its splitter is the measure for the
 * delimiters, and the tests hold the two together.
 *
 * @example
 * const scanner = new MimeScanner();
 * for await (const chunk of stream) scanner.write(chunk);
 * const { parts } = scanner.end();
 */
export class MimeScanner {
  private readonly parts: GrowingPart[] = [];
  /** The multiparts whose delimiters count, the innermost last. */
  private readonly open: GrowingPart[] = [];
  private readonly longLines: { line: number; length: number }[] = [];
  private current: GrowingPart;
  private state: 'header' | 'body' | 'cut' = 'header';
  private headerLines: Buffer[] = [];
  private headerLength = 0;
  private rootHeader: Buffer = NOTHING;
  private cutAt: number | undefined;

  /** Of the message so far, up to the line that is not whole yet. */
  private offset = 0;
  private lines = 0;
  private readonly pending = new LineBuffer();
  /** The bytes that end the line before. */
  private lineBreak = 0;
  /** In bytes: what is longer is no delimiter. */
  private longestDelimiter = 0;

  constructor() {
    this.current = this.begin(undefined, 0);
  }

  write(content: Uint8Array): void {
    const chunk = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    let start = 0;
    for (;;) {
      const found = chunk.indexOf(LINE_FEED, start);
      if (found < 0) break;
      this.takeLine(chunk, start, found + 1);
      start = found + 1;
    }
    if (start < chunk.length) this.pending.add(chunk.subarray(start), this.mostKept());
  }

  end(): MimeMessage {
    const { length } = this.pending;
    if (length > 0) this.line(this.pending.take(), length, 0);
    if (this.state === 'header') this.endHeader(this.offset, false);
    this.endParts(undefined, this.offset);
    return {
      root: this.parts[0]!,
      parts: this.parts,
      header: this.rootHeader,
      size: this.offset,
      longLines: this.longLines,
      ...(this.cutAt !== undefined && { cutAt: this.cutAt }),
    };
  }

  private takeLine(chunk: Buffer, start: number, end: number): void {
    const { pending } = this;
    const length = pending.length + end - start;
    const before = end - start > 1 ? chunk[end - 2] : pending.lastByte;
    const lineBreak = length > 1 && before === CARRIAGE_RETURN ? 2 : 1;
    if (pending.length > 0) {
      pending.add(chunk.subarray(start, end), this.mostKept());
      this.line(pending.take(), length, lineBreak);
    } else if (this.state === 'header' || mayBeDelimiter(chunk, start)) {
      this.line(chunk.subarray(start, end), length, lineBreak);
    } else {
      // Nearly every line of a message: neither header nor delimiter.
      this.pass(length, lineBreak);
    }
  }

  /** Of a line in a body only so many bytes are kept as a delimiter has at most. */
  private mostKept(): number {
    return (this.state === 'header' ? LONGEST_HEADER : this.longestDelimiter) + 1;
  }

  private pass(length: number, lineBreak: number): void {
    const bare = length - lineBreak;
    this.lines++;
    if (bare > this.current.longestLine) this.current.longestLine = bare;
    if (this.state !== 'header') this.current.lineEndBytes += lineBreak;
    if (bare > LONGEST_LINE && this.longLines.length < MOST_LONG_LINES) {
      this.longLines.push({ line: this.lines, length: bare });
    }
    this.offset += length;
    this.lineBreak = lineBreak;
  }

  /** `bytes` are the first of the line, all unless it is too long to matter. */
  private line(bytes: Buffer, length: number, lineBreak: number): void {
    const start = this.offset;
    const before = this.lineBreak;
    const isShort = length <= this.longestDelimiter && this.state !== 'cut';
    const delimiter = isShort ? readDelimiter(bytes, lineBreak > 0, this.open) : undefined;
    if (delimiter) {
      if (this.state === 'header') this.endHeader(start, false);
      this.endParts(delimiter.owner, Math.max(start - before, 0));
      this.pass(length, lineBreak);
      this.afterDelimiter(delimiter);
      return;
    }
    this.pass(length, lineBreak);
    if (this.state === 'header') this.headerLine(bytes, length, lineBreak);
  }

  private headerLine(bytes: Buffer, length: number, lineBreak: number): void {
    this.headerLength += length;
    if (this.headerLength > LONGEST_HEADER) {
      this.current.opaque = 'headerTooLong';
      this.headerLines = [];
      this.endHeader(this.offset, false);
      return;
    }
    this.headerLines.push(Buffer.from(bytes));
    if (length === lineBreak) this.endHeader(this.offset, true);
  }

  private endHeader(bodyStart: number, ended: boolean): void {
    const { current } = this;
    const block = Buffer.concat(this.headerLines);
    this.headerLines = [];
    this.headerLength = 0;
    this.state = 'body';
    current.bodyStart = bodyStart;
    current.headerEnded = ended;
    if (!current.parent) this.rootHeader = block;
    current.header = inDigest(current.parent, readPartHeader(block), block);
    const { boundary } = current.header;
    if (!current.parent && !boundary) current.number = '1';
    if (!boundary) return;
    if (this.open.length >= DEEPEST_NESTING) {
      current.opaque = 'nestedTooDeeply';
      return;
    }
    this.open.push(current);
    this.longestDelimiter = Math.max(...this.open.map((part) => part.header.boundary!.length)) + DELIMITER_EXTRA;
  }

  private afterDelimiter({ owner, closes }: Delimiter): void {
    if (!closes) {
      if (this.parts.length >= MOST_PARTS) {
        this.state = 'cut';
        this.cutAt = this.offset;
        return;
      }
      this.current = this.begin(owner, this.offset);
      this.state = 'header';
      return;
    }
    // A closing delimiter before the first part closes nothing, as the splitter of mailsplit has it.
    if (owner.children.length === 0) return;
    owner.closed = true;
    this.open.pop();
  }

  /** Everything within `owner` ends here; without one, everything. */
  private endParts(owner: GrowingPart | undefined, end: number): void {
    let part: GrowingPart | undefined = this.current;
    while (part && part !== owner) {
      part.end = Math.max(end, part.bodyStart);
      part.touchesDelimiter = end < part.bodyStart;
      if (part === this.current && end >= part.bodyStart) part.lineEndBytes -= this.offset - end;
      part = part.parent as GrowingPart | undefined;
    }
    if (!owner) return;
    this.current = owner;
    this.open.length = this.open.indexOf(owner) + 1;
  }

  private begin(parent: GrowingPart | undefined, start: number): GrowingPart {
    const part: GrowingPart = {
      number: [parent?.number, parent && parent.children.length + 1].filter(Boolean).join('.'),
      ...(parent && { parent }),
      children: [],
      header: readPartHeader(NOTHING),
      start,
      bodyStart: start,
      end: start,
      touchesDelimiter: false,
      headerEnded: false,
      closed: false,
      longestLine: 0,
      lineEndBytes: 0,
    };
    this.parts.push(part);
    parent?.children.push(part);
    return part;
  }
}

/** RFC 2046, 5.1.5: what says nothing in a digest is a message. */
function inDigest(parent: MimePart | undefined, header: PartHeader, block: Buffer): PartHeader {
  if (parent?.header.type !== 'multipart/digest') return header;
  const says = splitHeader(block).some(({ name }) => name === 'content-type');
  return says ? header : { ...header, type: 'message/rfc822' };
}

/** The parts of a message that is there as a whole. */
export function scanMime(content: Uint8Array): MimeMessage {
  const scanner = new MimeScanner();
  scanner.write(content);
  return scanner.end();
}
