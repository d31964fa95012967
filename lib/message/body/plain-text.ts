import libmime from 'libmime';
import type { PartHeader } from '../../mime';

/** A text with CRLF at the end of its lines, and none at its own. */
export function toLines(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '\r\n').replace(/[\r\n]+$/, '');
}

/** A text as a part of plain text writes it: `format=flowed` joins lines that end with a blank (RFC 3676). */
export function toForm(text: string, { flowed, delSp }: PartHeader): string {
  if (!flowed) return text;
  const wrapped = libmime.encodeFlowed(text);
  // With `delsp=yes` the blank goes when lines are joined; the sign before a signature has its own.
  return delSp ? wrapped.replace(/(?<!^--) (?=\r\n)/gm, '  ') : wrapped;
}
