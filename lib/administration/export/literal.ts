/** What a reader would not see, or an editor would show as something else. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** The text between single quotes, for TypeScript. */
export function typeScriptLiteral(text: string): string {
  const escaped = text.replace(/[\\']/g, '\\$&').replace(HIDDEN, (character) => `\\u{${codePoint(character)}}`);
  return `'${escaped}'`;
}

/** The text between double quotes, for Python. */
export function pythonLiteral(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    .replace(HIDDEN, (character) => `\\U${codePoint(character).padStart(8, '0')}`);
  return `"${escaped}"`;
}

/** Text in a comment, on one line. */
export function commentText(text: string): string {
  return text.replace(HIDDEN, '\u{fffd}').replaceAll('*/', '*\u{2060}/');
}

function codePoint(character: string): string {
  return character.codePointAt(0)!.toString(16);
}
