import { relative } from 'node:path';
import ts from 'typescript';
import { Evaluator, type Scope } from './evaluate';
import { hole } from './placeholders';
import { functionAround, type Sources, visit } from './program';
import { CODE, CURE, findSites, type Kind, SENTENCE, type Site } from './raise-sites';

/** One sentence that goes with a code, and where it is said. */
export interface Said {
  readonly code: string;
  readonly file: string;
  readonly kind: Kind;
  /** What is said, without what to do. */
  readonly sentence: string;
  /** What to do, as the message ends. */
  readonly cure?: string;
  /** What the comment at the code says. */
  readonly cause?: string;
}

/** Calls of calls of calls: no message is made at a greater distance. */
const DEEPEST = 6;

export function findSaid(sources: Sources): Said[] {
  return findSites(sources).flatMap((site) => saidAt(sources, site));
}

function saidAt(
  sources: Sources,
  site: Site,
  scope: Scope = new Map(),
  depth = 0,
  file = site.node.getSourceFile(),
): Said[] {
  const whole = SENTENCE.concat(CURE)
    .flatMap((name) => site.parts.get(name) ?? [])
    .filter(ts.isIdentifier);
  const unbound = parametersIn(sources, [site.code, ...whole]).find((parameter) => !scope.has(parameter));
  if (unbound && depth < DEEPEST) {
    const expanded = callScopes(sources, unbound, scope).flatMap(({ scope: inner, file: caller }) =>
      saidAt(sources, site, inner, depth + 1, caller),
    );
    if (expanded.length > 0) return expanded;
    const named = namesOfUnion(sources, unbound).flatMap((node) =>
      saidAt(sources, site, new Map([...scope, [unbound, { node, scope }]]), depth + 1, file),
    );
    if (named.length > 0) return named;
  }
  const codes = ts.isPropertyAccessExpression(site.code)
    ? valuesOfProperty(sources, site.code.name.text)
    : evaluate(sources, site.code, scope);
  return codes.flatMap((code, index) =>
    CODE.test(code)
      ? sentencesOf(sources, site, { code, index, codes: codes.length, scope, file: relative('.', file.fileName) })
      : [],
  );
}

/** The parameters that expressions name. What a parameter's members say is said where they are written down. */
function parametersIn(sources: Sources, nodes: readonly ts.Node[]): ts.ParameterDeclaration[] {
  const found: ts.ParameterDeclaration[] = [];
  for (const node of nodes) {
    visit(node, (one) => {
      if (!ts.isIdentifier(one)) return;
      const declared = sources.declarationOf(one);
      if (declared && ts.isParameter(declared)) found.push(declared);
    });
  }
  return found;
}

/** Where nobody knows who calls: `code: ConflictCode` names them all. */
function namesOfUnion(sources: Sources, { type }: ts.ParameterDeclaration): ts.StringLiteral[] {
  if (!type || !ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return [];
  const alias = sources.declarationOf(type.typeName);
  if (!alias || !ts.isTypeAliasDeclaration(alias) || !ts.isUnionTypeNode(alias.type)) return [];
  return alias.type.types.flatMap((one) =>
    ts.isLiteralTypeNode(one) && ts.isStringLiteral(one.literal) ? [one.literal] : [],
  );
}

/** Of `nature.existsCode`, which each nature has its own of. */
function valuesOfProperty({ files }: Sources, name: string): string[] {
  const found: string[] = [];
  for (const file of files) {
    if (!file.text.includes(name)) continue;
    visit(file, (node) => {
      if (ts.isPropertyAssignment(node) && node.name.getText() === name && ts.isStringLiteral(node.initializer)) {
        found.push(node.initializer.text);
      }
    });
  }
  return found;
}

function evaluate(sources: Sources, node: ts.Node, scope: Scope): string[] {
  const evaluator = new Evaluator(sources);
  // of a function that makes the text, such as `advise`: what it returns
  const text = ts.isArrowFunction(node) && !ts.isBlock(node.body) ? node.body : node;
  return evaluator.texts(text, scope);
}

/** What the parameters are at each call of the function that has one of them. */
function callScopes(
  sources: Sources,
  parameter: ts.ParameterDeclaration,
  scope: Scope,
): { scope: Scope; file: ts.SourceFile }[] {
  const around = functionAround(parameter);
  if (!around) return [];
  return argumentLists(sources, around.callee).map((call) => ({
    scope: new Evaluator(sources).bind(around.body, call, new Map(), scope),
    file: call.file,
  }));
}

interface ArgumentList {
  readonly arguments: readonly ts.Expression[];
  readonly file: ts.SourceFile;
}

/** A call that passes on what it is given (`problem(...parts)`) stands for the calls of the function around it. */
function argumentLists(sources: Sources, callee: ts.Node): ArgumentList[] {
  return sources.callsOf(callee).flatMap((call): ArgumentList[] => {
    const given = [...(call.arguments ?? [])];
    const last = given.at(-1);
    if (!last || !ts.isSpreadElement(last)) return [{ arguments: given, file: call.getSourceFile() }];
    const around = functionAround(call);
    const rest = around?.body.parameters.findIndex(({ dotDotDotToken }) => dotDotDotToken) ?? -1;
    if (!around || rest < 0) return [];
    return argumentLists(sources, around.callee).map((outer) => ({
      ...outer,
      arguments: [...given.slice(0, -1), ...outer.arguments.slice(rest)],
    }));
  });
}

interface About {
  readonly code: string;
  /** Among the codes that the site can have: what is said comes in the same order. */
  readonly index: number;
  readonly codes: number;
  readonly scope: Scope;
  readonly file: string;
}

function sentencesOf(sources: Sources, site: Site, { code, index, codes, scope, file }: About): Said[] {
  const texts = (names: readonly string[]): (string | undefined)[] => {
    const node = names.map((name) => site.parts.get(name)).find((one) => one !== undefined);
    const all = node ? evaluate(sources, node, scope) : [undefined];
    return codes > 1 && all.length === codes ? [all[index]] : all;
  };
  const sentences = texts(SENTENCE);
  const given = CURE.flatMap((name) => site.parts.get(name) ?? []);
  const isLeftOut = parametersIn(sources, given.filter(ts.isIdentifier)).some((parameter) => !scope.has(parameter));
  const cures = isLeftOut ? [undefined] : texts(CURE);
  // what is as it has to be needs no page
  if (['fine', 'note'].includes(texts(['severity'])[0] ?? '') && cures.every((cure) => cure === undefined)) return [];
  const cause = commentAt(site.node);
  return sentences.flatMap((text = '', number) => {
    const own = sentences.length === cures.length ? [cures[number]] : cures;
    return own.map((cure) => ({
      ...{ code, file, kind: site.kind },
      ...split(`${subjectOf(site, texts)}${text}`, cure),
      ...(cause !== undefined && { cause }),
    }));
  });
}

/** `Action is VALUE: `, or what a service answered, as the message begins. */
function subjectOf({ parts }: Site, texts: (names: readonly string[]) => (string | undefined)[]): string {
  if (parts.has('advise')) return `${hole('what the service answered')}. `;
  if (!parts.has('path') && (!parts.has('reason') || parts.has('problem'))) return '';
  const paths = parts.has('path') ? texts(['path']) : [];
  // where there are many, one placeholder says as much
  return `${paths.length === 1 ? paths[0] : hole('property')} is ${hole('value')}: `;
}

/** A message that is one text ends with what to do. */
function split(text: string, cure: string | undefined): { sentence: string; cure?: string } {
  if (cure !== undefined) return { sentence: text, cure };
  const whole = text.replace(/\.$/, '');
  const end = [...whole.matchAll(/\.?[ \n](?=\p{Lu})/gu)].filter(([text]) => text !== ' ').at(-1);
  if (!end) return { sentence: whole };
  return { sentence: whole.slice(0, end.index), cure: whole.slice(end.index + end[0].length) };
}

/** The comment at the code, at the entry of the table that it is in, or at the class that has it. */
function commentAt(node: ts.Node): string | undefined {
  const property = ts.isObjectLiteralExpression(node) && node.properties.find(({ name }) => name?.getText() === 'code');
  const places = [property, ts.isPropertyAssignment(node.parent) && node.parent, ts.isClassDeclaration(node) && node];
  const { text } = node.getSourceFile();
  return places
    .map((place) => (place ? commentBehind(text, place.pos) : undefined))
    .find((comment) => comment !== undefined);
}

/** The comment that documents what comes next. */
export function commentBehind(text: string, position: number): string | undefined {
  const last = ts.getLeadingCommentRanges(text, position)?.at(-1);
  const comment = last && text.slice(last.pos, last.end);
  if (!comment?.startsWith('/**')) return undefined;
  return comment
    .slice(3, -2)
    .replaceAll(/\s*\n\s*\*? ?/g, ' ')
    .trim();
}
