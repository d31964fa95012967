import type { PartHeader } from '../../mime';
import type { Charset } from './charset';
import { findHtmlPlaces } from './html';

/** Where in the content of a part, in bytes, something goes in. */
export interface Places {
  readonly top: number;
  readonly bottom: number;
}

const UTF_8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** The content is without its transfer encoding, in a charset that has ASCII in it. */
export function placesIn(content: Buffer, { type }: PartHeader, { layout }: Charset): Places {
  const start = content.subarray(0, UTF_8_MARK.length).equals(UTF_8_MARK) ? UTF_8_MARK.length : 0;
  if (type !== 'text/html') return { top: start, bottom: content.length };
  const text = content.toString('latin1');
  const { top, bottom } = findHtmlPlaces(layout === 'escapes' ? blankOutEscaped(text) : text);
  return { top: Math.max(top, start), bottom: Math.max(bottom, start) };
}

/** ISO 2022: between escape sequences the bytes of ASCII are halves of other characters. */
function blankOutEscaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const shifted = /\x1b(?:\$(?![)*+])|\((?![BJ]))[\s\S]*?(?=\x1b\([BJ]|$(?![\s\S]))|\x0e[^\x0f]*/g;
  return text.replace(shifted, (run) => ' '.repeat(run.length));
}

/** Text of OpenPGP that stands in a part as it is: at the start of a line, or of an element. */
export function pgpIn(content: Buffer, { type }: PartHeader): 'signed' | 'encrypted' | undefined {
  for (const [mark, protection] of PGP_MARKS) {
    for (let place = content.indexOf(mark); place >= 0; place = content.indexOf(mark, place + 1)) {
      const before = content.toString('latin1', Math.max(place - MOST_BLANKS, 0), place);
      if (before === '' || before.endsWith('\n')) return protection;
      if (type === 'text/html' && /(?:^|[>\n])\s*$/.test(before)) return protection;
    }
  }
  return undefined;
}

const PGP_MARKS = [
  [Buffer.from('-----BEGIN PGP SIGNED MESSAGE-----'), 'signed'],
  [Buffer.from('-----BEGIN PGP MESSAGE-----'), 'encrypted'],
] as const;
/** So many may stand between an element and its text. */
const MOST_BLANKS = 40;

/** Whether it was put in before. */
export function isThere(content: Buffer, places: Places, place: keyof Places, bytes: Buffer): boolean {
  const start = place === 'top' ? places.top : places.bottom - bytes.length;
  return start >= 0 && content.subarray(start, start + bytes.length).equals(bytes);
}
