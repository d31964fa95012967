/** Where in an HTML text something can be put so that it is shown first, and last. */
export interface HtmlPlaces {
  readonly top: number;
  readonly bottom: number;
}

/** Elements whose content is no markup. */
const RAW_TEXT = ['script', 'style', 'title', 'textarea', 'xmp', 'iframe', 'noembed', 'noframes'];

interface Tag {
  readonly name: string;
  readonly closes: boolean;
  readonly start: number;
  readonly end: number;
}

/**
 * Behind `<body …>` and before `</body>`, or where these would be if they are left out. Comments (in which Outlook hides
 * markup of its own), scripts and styles are passed over, as a mail program does.
 */
export function findHtmlPlaces(html: string): HtmlPlaces {
  const found: Partial<Record<'body' | 'head' | 'html' | 'doctype' | 'bodyClosed' | 'htmlClosed', Tag>> = {};
  let unfinished: number | undefined;
  for (const tag of tags(html)) {
    if ('unfinished' in tag) unfinished = tag.unfinished;
    else if (tag.name === '!doctype') found.doctype ??= tag;
    else if (tag.name === 'body' && !tag.closes) found.body ??= tag;
    else if (tag.name === 'body') found.bodyClosed = tag;
    else if (tag.name === 'html' && !tag.closes) found.html ??= tag;
    else if (tag.name === 'html') found.htmlClosed = tag;
    else if (tag.name === 'head' && tag.closes) found.head ??= tag;
  }
  const top = (found.body ?? found.head ?? found.html ?? found.doctype)?.end ?? 0;
  const last = [found.bodyClosed?.start, found.htmlClosed?.start, unfinished].find((place) => place !== undefined);
  return { top, bottom: last !== undefined && last >= top ? last : Math.max(html.length, top) };
}

/** The tags that are markup; at last the place of what is begun and not ended, if there is such. */
function* tags(html: string): Generator<Tag | { readonly unfinished: number }> {
  let place = 0;
  for (;;) {
    const start = html.indexOf('<', place);
    if (start < 0) return;
    const tag = html.startsWith('<!--', start) ? commentAt(html, start) : tagAt(html, start);
    if (tag === 'text') {
      place = start + 1;
      continue;
    }
    const end = tag && endOfContent(html, tag);
    if (!tag || end === undefined) {
      yield { unfinished: start };
      return;
    }
    yield tag;
    place = end;
  }
}

function commentAt(html: string, start: number): Tag | undefined {
  // `<!-->` and `<!--->` are whole comments.
  const end = html.indexOf('-->', start + 2);
  return end < 0 ? undefined : { name: '!--', closes: false, start, end: end + 3 };
}

const NAME = /<(\/?)([a-z!?][^\s/>]*)/iy;

function tagAt(html: string, start: number): Tag | 'text' | undefined {
  NAME.lastIndex = start;
  const match = NAME.exec(html);
  if (!match) return 'text';
  const end = endOfTag(html, NAME.lastIndex, /^[!?]/.test(match[2]!));
  return end === undefined ? undefined : { name: match[2]!.toLowerCase(), closes: match[1] === '/', start, end };
}

/** Quotes around the value of an attribute hide what ends a tag; elsewhere they do not. */
function endOfTag(html: string, from: number, isDeclaration: boolean): number | undefined {
  const stop = isDeclaration ? />/g : /=\s*"|=\s*'|>/g;
  let place = from;
  for (;;) {
    stop.lastIndex = place;
    const match = stop.exec(html);
    if (!match) return undefined;
    if (match[0] === '>') return stop.lastIndex;
    const quote = html.indexOf(match[0].at(-1)!, stop.lastIndex);
    if (quote < 0) return undefined;
    place = quote + 1;
  }
}

/** Behind the tag, or, if what follows it is no markup, behind that. */
function endOfContent(html: string, { name, closes, end }: Tag): number | undefined {
  if (closes || !RAW_TEXT.includes(name)) return end;
  const closing = new RegExp(`</${name}(?=[\\s/>])`, 'gi');
  closing.lastIndex = end;
  return closing.exec(html)?.index;
}

/** ASCII, whatever the charset of the part. */
export function escapeNonAscii(html: string): string {
  return html.replace(/[^\0-\x7f]/gu, (character) => `&#x${character.codePointAt(0)!.toString(16).toUpperCase()};`);
}

/** A text as HTML. */
export function textToHtml(text: string): string {
  const escaped = text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<div>${escaped.replaceAll('\r\n', '<br>\r\n')}</div>`;
}
