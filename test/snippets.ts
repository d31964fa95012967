/** Snippets that readers see, in pages and in doc comments, before the compiler. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';

export const ROOT = join(__dirname, '..');

/** A file to compile, and where it comes from. */
export interface Snippet {
  readonly from: string;
  readonly code: string;
  /** In JavaScript parameters need no type. @default ts */
  readonly language?: 'ts' | 'js';
  /** Under which others import it. */
  readonly file?: string;
}

/** The examples in the doc comments of a folder: those of its own files, or of all below it. */
export function docExamples(folder: string, { recursive = true } = {}): Snippet[] {
  const names = readdirSync(join(ROOT, folder), { recursive, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) =>
      [...readFileSync(join(ROOT, folder, name), 'utf8').matchAll(/ \* @example\n(.*?) \*\//gs)].map(([, lines]) => ({
        from: join(folder, name),
        code: lines!.replace(/^ +\* ?/gm, ''),
      })),
    );
}

/** TypeScript says these of parameters without a type, in JavaScript too. */
const NO_TYPE = new Set([7005, 7006, 7031, 7034]);

/** What the compiler says of them, at its strictest. */
export function problemsOf(snippets: readonly Snippet[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'snippets-'));
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
    cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
    const origins = new Map<string, string>();
    for (const [index, { from, code, language = 'ts', file }] of snippets.entries()) {
      const path = join(folder, file ?? `snippet-${index}.${language}`);
      mkdirSync(dirname(path), { recursive: true });
      // A snippet is a module, so that its names are its own.
      writeFileSync(path, file ? code : `${code}\nexport {};\n`);
      origins.set(path, from);
    }
    const program = ts.createProgram([...origins.keys()], {
      noEmit: true,
      strict: true,
      allowJs: true,
      checkJs: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2023,
      lib: ['lib.es2023.d.ts'],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      types: ['node', 'jest'],
      paths: {
        'cdk-workmail-flow': [join(ROOT, 'lib/index.ts')],
        'cdk-workmail-flow/*': [join(ROOT, 'lib/*/index.ts')],
      },
    });
    return [...origins].flatMap(([path, from]) => {
      const source = program.getSourceFile(path);
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
        .filter(({ code }) => !path.endsWith('.js') || !NO_TYPE.has(code))
        .map(({ messageText, start = 0 }) => {
          const line = source!.getLineAndCharacterOfPosition(start).line + 1;
          return `${from}, line ${line} of the snippet: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
        });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
