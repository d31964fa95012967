import ts from 'typescript';
import { unwrap } from './syntax';

/** Around the words for what is known only when the message is written. */
export const HOLE = { begin: '\u0001', end: '\u0002' } as const;

export function hole(words: string): string {
  return `${HOLE.begin}${words}${HOLE.end}`;
}

/** Whether nothing of a text is known. */
export function isHole(text: string): boolean {
  return text.startsWith(HOLE.begin) && text.indexOf(HOLE.end) === text.length - 1;
}

/** `functionArn` as a person reads it. */
export function wordsFor(node: ts.Node): string {
  const inner = unwrap(node);
  if (ts.isIdentifier(inner)) return spaced(inner.text);
  if (ts.isPropertyAccessExpression(inner)) {
    const said = inner.name.text;
    if (said === 'path' && /node$/.test(inner.expression.getText())) return 'construct';
    return said === 'length' ? `number of ${wordsFor(inner.expression)}` : spaced(said);
  }
  if (ts.isElementAccessExpression(inner)) {
    const key = inner.argumentExpression;
    return wordsFor(ts.isIdentifier(key) ? key : inner.expression);
  }
  if (ts.isCallExpression(inner)) {
    const [argument] = inner.arguments;
    const said = /^(?:show|list)(?!Value)([A-Z]\w+)$/.exec(inner.expression.getText())?.[1];
    if (said) return spaced(said).toLowerCase();
    if (ts.isIdentifier(inner.expression) && inner.arguments.length > 1) return spaced(inner.expression.text);
    if (
      ts.isPropertyAccessExpression(inner.expression) &&
      !/^(JSON|Buffer|Math|String|Number|Object)$/.test(inner.expression.expression.getText())
    ) {
      return wordsFor(inner.expression.expression);
    }
    return argument && !ts.isArrowFunction(argument) ? wordsFor(argument) : spaced(inner.expression.getText());
  }
  if (ts.isBinaryExpression(inner)) return wordsFor(inner.left);
  return '…';
}

function spaced(name: string): string {
  if (/^[A-Z_]+$/.test(name)) return name.toLowerCase().replaceAll('_', ' ');
  const words = name.replaceAll(
    /([a-z])([A-Z])/g,
    (_, last: string, first: string) => `${last} ${first.toLowerCase()}`,
  );
  // `Name` of a document; an abbreviation stays as it is
  return words.replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase());
}
