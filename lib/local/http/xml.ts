const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

/** One element for each text; none for what is undefined. */
export function elements(texts: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(texts)
    .map(([name, text]) => (text === undefined ? '' : element(name, escaped(text))))
    .join('');
}

export function list(name: string, members: readonly string[]): string {
  return element(name, members.map((member) => element('member', member)).join(''));
}

export function escaped(text: string): string {
  // XML has no way to write control characters
  const writable = text.replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '?');
  return writable.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}
