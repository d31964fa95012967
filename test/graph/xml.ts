/** One tag, or text between tags, as XML 1.0 wants it: attributes in quotes, and & only where an entity begins. */
const TOKEN =
  /<(\/?)([a-zA-Z]+)((?:\s+[a-zA-Z:-]+="(?:[^"&<]|&(?:amp|lt|gt|quot|#39);)*")*)\s*(\/?)>|(?:[^<&]|&(?:amp|lt|gt|quot|#39);)+/y;

const NO_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** What keeps a text from being well-formed XML, or the names of its elements. */
export function readXml(text: string): { error?: string; elements: string[] } {
  const elements: string[] = [];
  const open: string[] = [];
  if (NO_CHARACTER.test(text)) return { error: 'a character that XML cannot hold', elements };
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    const token = TOKEN.exec(text);
    if (!token) return { error: `not well-formed at ${text.slice(at, at + 60)}`, elements };
    const [whole, end, name, , empty] = token;
    if (name === undefined) {
      if (open.length === 0 && whole.trim() !== '') return { error: `text outside: ${whole}`, elements };
      continue;
    }
    if (end) {
      if (open.pop() !== name) return { error: `</${name}> ends nothing`, elements };
      continue;
    }
    elements.push(name);
    if (!empty) open.push(name);
  }
  return open.length > 0 ? { error: `<${open.join('><')}> left open`, elements } : { elements };
}
