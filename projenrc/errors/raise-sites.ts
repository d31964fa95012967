import ts from 'typescript';
import { type Call, type Sources, visit } from './program';

export type Kind = 'error' | 'warning' | 'finding' | 'notice';

/** Where a code is written down: its expression, and those of what goes with it. */
export interface Site {
  readonly node: ts.Node;
  readonly kind: Kind;
  readonly code: ts.Node;
  readonly parts: ReadonlyMap<string, ts.Node>;
}

/** What goes with a code, by the names that the sources have for it: properties, parameters, members of tuples. */
export const SENTENCE = ['problem', 'sentence', 'text', 'message', 'reason', 'advise'];
export const CURE = ['remedy', 'cure'];

/** Under the names that AWS has for them: errors of the services that this package stands in for. */
const WORDS_OF_AWS = ['ApiError', 'CallError'];

export const CODE = /^(?:[a-z][A-Za-z]*|[A-Z][A-Z_]+)$/;

export function findSites(sources: Sources): Site[] {
  const sites: Site[] = [];
  for (const file of sources.files) {
    visit(file, (node) => {
      const site = siteAt(sources, node);
      if (site) sites.push(site);
    });
  }
  return sites;
}

function siteAt(sources: Sources, node: ts.Node): Site | undefined {
  if (ts.isObjectLiteralExpression(node)) return objectSite(sources, node);
  if (ts.isArrayLiteralExpression(node)) return tupleSite(node);
  if (ts.isClassDeclaration(node)) return classSite(node);
  if (ts.isNewExpression(node) || ts.isCallExpression(node)) return callSite(sources, node);
  return undefined;
}

function objectSite(sources: Sources, node: ts.ObjectLiteralExpression): Site | undefined {
  const parts = new Map<string, ts.Node>();
  for (const property of [...node.properties, ...node.properties.flatMap(conditionalProperties)]) {
    if (ts.isSpreadAssignment(property)) continue;
    const name = property.name.getText();
    if (ts.isPropertyAssignment(property)) parts.set(name, property.initializer);
    if (ts.isShorthandPropertyAssignment(property)) parts.set(name, property.name);
  }
  const code = parts.get('code');
  if (!code || !SENTENCE.some((name) => parts.has(name))) return undefined;
  const kind = parts.has('sentence') ? 'finding' : parts.has('text') ? 'notice' : 'error';
  return isWrittenHere(sources, code) ? { node, kind, code, parts } : undefined;
}

/** `...(cure !== undefined && { cure })` */
function conditionalProperties(property: ts.ObjectLiteralElementLike): readonly ts.ObjectLiteralElementLike[] {
  if (!ts.isSpreadAssignment(property) || !ts.isParenthesizedExpression(property.expression)) return [];
  const { expression } = property.expression;
  return ts.isBinaryExpression(expression) && ts.isObjectLiteralExpression(expression.right)
    ? expression.right.properties
    : [];
}

/** In a tuple whose members have names, by a type of the same file: `['patternEmpty', 'a pattern is …', 'Use …']`. */
function tupleSite(node: ts.ArrayLiteralExpression): Site | undefined {
  const [code] = node.elements;
  if (!code || !ts.isStringLiteral(code) || !CODE.test(code.text)) return undefined;
  const tuple = node
    .getSourceFile()
    .statements.map(namesOfTuple)
    .find((names) => names?.[0] === 'code');
  if (tuple?.length !== node.elements.length) return undefined;
  return { node, kind: 'error', code, parts: new Map(tuple.map((name, index) => [name, node.elements[index]!])) };
}

function namesOfTuple(statement: ts.Statement): string[] | undefined {
  if (!ts.isTypeAliasDeclaration(statement)) return undefined;
  const type = ts.isTypeOperatorNode(statement.type) ? statement.type.type : statement.type;
  return ts.isTupleTypeNode(type)
    ? type.elements.map((one) => (ts.isNamedTupleMember(one) ? one.name.text : ''))
    : undefined;
}

/** An error that has one code: it says `readonly code = '…'`, and its constructor says the rest. */
function classSite(node: ts.ClassDeclaration): Site | undefined {
  const property = node.members.find((member) => ts.isPropertyDeclaration(member) && member.name.getText() === 'code');
  const code = property && ts.isPropertyDeclaration(property) && property.initializer;
  const parts = new Map<string, ts.Node>();
  visit(node, (one) => {
    if (!ts.isCallExpression(one) || one.expression.kind !== ts.SyntaxKind.SuperKeyword || !one.arguments[0]) return;
    parts.set('message', one.arguments[0]);
  });
  return code && parts.size > 0 ? { node, kind: 'error', code, parts } : undefined;
}

function callSite(sources: Sources, node: Call): Site | undefined {
  const declared = sources.declarationOf(node.expression);
  if (!declared) return undefined;
  const isError = ts.isClassDeclaration(declared) && !WORDS_OF_AWS.includes(declared.name?.text ?? '');
  const isWarning = ts.isFunctionDeclaration(declared) && declared.name?.text === 'warnAt';
  if (!isError && !isWarning) return undefined;
  const signature = isWarning ? declared : (declared as ts.ClassDeclaration).members.find(ts.isConstructorDeclaration);
  const parts = new Map<string, ts.Node>();
  signature?.parameters.forEach((parameter, index) => {
    const argument = node.arguments?.[index];
    if (argument) parts.set(parameter.name.getText(), argument);
  });
  const code = parts.get('code');
  if (!code || !SENTENCE.some((name) => parts.has(name)) || !isWrittenHere(sources, code)) return undefined;
  return { node, kind: isWarning ? 'warning' : 'error', code, parts };
}

/** Not taken from a table, where it stands with what it says. */
function isWrittenHere(sources: Sources, code: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(code)) return code.name.text.endsWith('Code');
  if (!ts.isIdentifier(code)) return true;
  const declared = sources.declarationOf(code);
  return !declared || !ts.isBindingElement(declared) || ts.isParameter(declared.parent.parent);
}
