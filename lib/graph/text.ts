/** Text that fits, and whether something of it was cut off. */
export interface CutText {
  readonly text: string;
  readonly isCut: boolean;
}

/** Characters that take the place of two: Chinese, Japanese and Korean, full-width forms, pictures. */
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\u{1F000}-\u{3FFFD}]/u;

/** Cuts text to the width of some narrow characters. */
export function cut(text: string, most: number): CutText {
  const characters = [...text];
  let width = 0;
  const widths = characters.map((character) => {
    width += WIDE.test(character) ? 2 : 1;
    return width;
  });
  if (width <= most) return { text, isCut: false };
  const count = widths.findIndex((upTo) => upTo > most - 1);
  return { text: `${characters.slice(0, count).join('').trimEnd()}…`, isCut: true };
}

/** Sets items, separated by commas, in at most some lines; what does not fit is counted. */
export function cutList(
  items: readonly string[],
  most: number,
  mostLines: number,
): { lines: string[]; isCut: boolean } {
  const lines: string[] = [];
  let isCut = false;
  for (const [index, item] of items.entries()) {
    const left = items.length - index - 1;
    const shown = cut(left > 0 ? `${item},` : item, most);
    const last = lines.at(-1);
    const isLastLine = lines.length === mostLines;
    // On the last line there must still be room to count what is left.
    const room = isLastLine && left > 0 ? most - ` +${left}`.length : most;
    if (last !== undefined && cut(`${last} ${shown.text}`, room).isCut === false) {
      lines[lines.length - 1] = `${last} ${shown.text}`;
    } else if (!isLastLine) {
      lines.push(shown.text);
    } else {
      lines[lines.length - 1] = `${cut(last!, most - ` +${left + 1}`.length).text} +${left + 1}`;
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
