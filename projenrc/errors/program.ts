import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

/** The sources of the package, read as TypeScript reads them, without what they import from others. */
export interface Sources {
  readonly checker: ts.TypeChecker;
  readonly files: readonly ts.SourceFile[];
  /** What a name stands for, behind its imports. */
  readonly declarationOf: (name: ts.Node) => ts.Declaration | undefined;
  /** The calls of a function, or of a class's constructor. */
  readonly callsOf: (callee: ts.Node) => readonly Call[];
}

export type Call = ts.CallExpression | ts.NewExpression;

export function readSources(folder: string): Sources {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.d)\.ts$/.test(name))
    .map((name) => resolve(folder, name))
    .sort();
  const known = new Set(names);
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    strict: true,
    lib: ['lib.es2023.d.ts'],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (literals, containingFile) =>
    literals.map(({ text }) => {
      const path = join(dirname(containingFile), text).replace(/\.js$/, '');
      const resolvedFileName = [`${path}.ts`, join(path, 'index.ts')].find((file) => known.has(file));
      return {
        resolvedModule: text.startsWith('.') && resolvedFileName ? { resolvedFileName, extension: '.ts' } : undefined,
      };
    });
  const program = ts.createProgram(names, options, host);
  const checker = program.getTypeChecker();
  const files = names.map((name) => program.getSourceFile(name)!);
  const declarationOf = (name: ts.Node) => declarationBehind(checker, name);
  return { checker, files, declarationOf, callsOf: indexCalls(files, declarationOf) };
}

/** Without types, which take the compiler long: of members only those of `this`. */
function declarationBehind(checker: ts.TypeChecker, name: ts.Node): ts.Declaration | undefined {
  const { parent } = name;
  if (parent && ts.isPropertyAccessExpression(parent) && parent.name === name) {
    const isOwn = parent.expression.kind === ts.SyntaxKind.ThisKeyword;
    return isOwn
      ? ts
          .findAncestor(parent, ts.isClassDeclaration)
          ?.members.find((member) => member.name?.getText() === name.getText())
      : undefined;
  }
  // what `{ code }` takes its value from
  if (parent && ts.isShorthandPropertyAssignment(parent))
    return checker.getShorthandAssignmentValueSymbol(parent)?.valueDeclaration;
  const found = ts.isIdentifier(name) ? checker.getSymbolAtLocation(name) : undefined;
  const symbol = found && found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
  return symbol?.valueDeclaration ?? symbol?.declarations?.[0];
}

/** By their names first, and by what these stand for when it is asked. */
function indexCalls(files: readonly ts.SourceFile[], declarationOf: Sources['declarationOf']): Sources['callsOf'] {
  const byName = new Map<string, Call[]>();
  for (const file of files) {
    visit(file, (node) => {
      if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return;
      const name = calleeOf(node).getText();
      byName.set(name, [...(byName.get(name) ?? []), node]);
    });
  }
  return (callee) => {
    const name = (callee as ts.NamedDeclaration).name?.getText() ?? '';
    return (byName.get(name) ?? []).filter((call) => declarationOf(calleeOf(call)) === callee);
  };
}

function calleeOf({ expression }: Call): ts.Node {
  return ts.isPropertyAccessExpression(expression) ? expression.name : expression;
}

export function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

/** The function around a node, by the declaration that calls lead to. */
export function functionAround(
  node: ts.Node,
): { readonly body: ts.SignatureDeclaration; readonly callee: ts.Node } | undefined {
  const body = ts.findAncestor(node.parent, (one): one is ts.SignatureDeclaration & ts.Node => ts.isFunctionLike(one));
  if (!body) return undefined;
  if (ts.isConstructorDeclaration(body)) return { body, callee: body.parent };
  const isNamed = (ts.isArrowFunction(body) || ts.isFunctionExpression(body)) && ts.isVariableDeclaration(body.parent);
  return { body, callee: isNamed ? body.parent : body };
}
