/** Whatever the public entries export has a doc comment; of classes, each method and property that is read by a getter. */
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './shown/pages';

const ENTRIES = ['.', 'handler', 'message', 'testing', 'local'];

const program = ts.createProgram(
  ENTRIES.map((entry) => join(ROOT, 'lib', entry, 'index.ts')),
  { noEmit: true, skipLibCheck: true, target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.Node20, types: ['node'] },
);
const checker = program.getTypeChecker();

const isDescribed = (symbol: ts.Symbol) => symbol.getDocumentationComment(checker).length > 0;

function exportsOf(entry: string): ts.Symbol[] {
  const module = checker.getSymbolAtLocation(program.getSourceFile(join(ROOT, 'lib', entry, 'index.ts'))!)!;
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol));
}

const HIDDEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;

/** Methods and getters, static ones among them. */
function wordsOf(symbol: ts.Symbol): ts.Symbol[] {
  if (!(symbol.flags & ts.SymbolFlags.Class)) return [];
  return [...(symbol.members?.values() ?? []), ...(symbol.exports?.values() ?? [])].filter(
    ({ flags, declarations: [declaration] = [] }) =>
      flags & (ts.SymbolFlags.Method | ts.SymbolFlags.Accessor) &&
      declaration &&
      !(ts.getCombinedModifierFlags(declaration) & HIDDEN) &&
      !ts.isComputedPropertyName((declaration as ts.MethodDeclaration).name),
  );
}

test.each(ENTRIES)('%s', (entry) => {
  const exported = exportsOf(entry);
  expect(exported.length).toBeGreaterThan(5);
  const names = exported.flatMap((symbol) => [
    ...(isDescribed(symbol) ? [] : [symbol.name]),
    ...wordsOf(symbol).flatMap((word) => (isDescribed(word) ? [] : [`${symbol.name}.${word.name}`])),
  ]);
  expect(names).toEqual([]);
});
