/** Text that fits, and whether something of it was cut off. */
export interface CutText {
  readonly text: string;
  readonly isCut: boolean;
}

/** Characters that take the place of two: Chinese, Japanese and Korean, full-width forms, pictures. */
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\u{1F000}-\u{3FFFD}]/u;

function widthOf(character: string): number {
  return WIDE.test(character) ? 2 : 1;
}

/** Cuts text to the width of some narrow characters. */
export function cut(text: string, most: number): CutText {
  const [first = '', ...rest] = wrap(text, most);
  if (rest.length === 0) return { text: first, isCut: false };
  return { text: `${wrap(first, most - 1)[0]!.trimEnd()}…`, isCut: true };
}

/** Breaks text into lines of some width, between any two characters: names have no other places to break at. */
function wrap(text: string, most: number): string[] {
  const lines = [''];
  let width = 0;
  for (const character of text) {
    width += widthOf(character);
    if (width > most) {
      lines.push('');
      width = widthOf(character);
    }
    lines[lines.length - 1] += character;
  }
  return lines;
}

export interface CutLines {
  readonly lines: readonly string[];
  readonly isCut: boolean;
}

export function cutLines(text: string, most: number, mostLines: number): CutLines {
  const lines = wrap(text, most);
  if (lines.length <= mostLines) return { lines, isCut: false };
  const last = cut(lines.slice(mostLines - 1).join(''), most);
  return { lines: [...lines.slice(0, mostLines - 1), last.text], isCut: true };
}

/** Sets items, separated by commas, in at most some lines; what does not fit is counted. */
export function cutList(items: readonly string[], most: number, mostLines: number): CutLines {
  const lines: string[] = [];
  let isCut = false;
  for (const [index, item] of items.entries()) {
    const left = items.length - index;
    const isLastLine = lines.length >= mostLines;
    // Behind the last item that has room there must be room to count those that have none.
    const room = isLastLine && left > 1 ? most - ` +${left}`.length : most;
    const shown = cut(left > 1 ? `${item},` : item, most);
    const joined = lines.length > 0 ? `${lines.at(-1)} ${shown.text}` : shown.text;
    if (lines.length > 0 && !cut(joined, room).isCut) lines[lines.length - 1] = joined;
    else if (!isLastLine) lines.push(shown.text);
    else {
      lines[lines.length - 1] = `${cut(lines.at(-1)!, most - ` +${left}`.length).text} +${left}`;
      return { lines, isCut: true };
    }
    isCut ||= shown.isCut;
  }
  return { lines, isCut };
}

/** What XML cannot hold, and what is not seen but changes the order of what is. */
const UNSHOWABLE =
  /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for the content or an attribute of XML. */
export function toXml(text: string): string {
  return text.replace(UNSHOWABLE, '\uFFFD').replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** Text for a label of Mermaid between quotes: what could mean something to it, or to Markdown or HTML, by its number. */
export function toMermaid(text: string): string {
  return text
    .replace(UNSHOWABLE, '\uFFFD')
    .replace(/[^\p{L}\p{N} .,:@·…-]/gu, (character) => `#${character.codePointAt(0)};`);
}
