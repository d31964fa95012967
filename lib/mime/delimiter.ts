import { LONGEST_LINE } from './limits';
import type { MimePart } from './message-structure';

const CARRIAGE_RETURN = 0x0d;
const HYPHEN = 0x2d;

/** Blanks and line end that a delimiter line may carry beside its boundary (RFC 2046, 5.1.1, in a line of RFC 5322). */
export const DELIMITER_EXTRA = LONGEST_LINE + 8;

/** A part that is being read. */
export type GrowingPart = { -readonly [key in keyof MimePart]: MimePart[key] } & { children: GrowingPart[] };

export interface Delimiter {
  readonly owner: GrowingPart;
  readonly closes: boolean;
}

/** Whether a line can be a delimiter by how it begins. A bare carriage return before it is one line end too many. */
export function mayBeDelimiter(bytes: Buffer, start = 0): boolean {
  return bytes[start] === HYPHEN || bytes[start] === CARRIAGE_RETURN;
}

/** Reads a line as the delimiter of an open multipart; the innermost one that it fits is meant. */
export function readDelimiter(line: Buffer, hasLineEnd: boolean, open: readonly GrowingPart[]): Delimiter | undefined {
  const text = line.subarray(line[0] === CARRIAGE_RETURN ? 1 : 0, endOfText(line));
  if (text[0] !== HYPHEN || text[1] !== HYPHEN) return undefined;
  for (let index = open.length - 1; index >= 0; index--) {
    const owner = open[index]!;
    const boundary = owner.header.boundary!;
    const extra = text.length - 2 - boundary.length;
    if ((extra !== 0 && extra !== 2) || text.compare(boundary, 0, boundary.length, 2, text.length - extra) !== 0) {
      continue;
    }
    // Only a closing delimiter may stand at the very end, without a line end.
    if (extra === 0 && hasLineEnd) return { owner, closes: false };
    if (extra === 2 && text.at(-1) === HYPHEN && text.at(-2) === HYPHEN) return { owner, closes: true };
  }
  return undefined;
}

/** Without its line end, before which a carriage return too many may stand, and without blanks at its end. */
function endOfText(line: Buffer): number {
  let end = line.length;
  while (end > 0 && (line[end - 1] === 0x0a || line[end - 1] === CARRIAGE_RETURN)) end--;
  while (end > 0 && (line[end - 1] === 0x20 || line[end - 1] === 0x09)) end--;
  return end;
}
