/** Snippets that functions' authors read: those of the README, and the examples in doc comments. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';

export const ROOT = join(__dirname, '..');

/** The snippets in JavaScript under a heading of the README. */
export function readmeSnippets(heading: string): string[] {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const [section = ''] = readme.split(/^(?=## )/m).filter((one) => one.startsWith(`## ${heading}\n`));
  return [...section.matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code!);
}

/** The examples of the public functions and classes in a folder. */
export function docExamples(folder: string): string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  const sources = names.filter((name) => name.endsWith('.ts'));
  return sources.flatMap((name) =>
    [...readFileSync(join(ROOT, folder, name), 'utf8').matchAll(/ \* @example\n(.*?) \*\//gs)].map(([, lines]) =>
      lines!.replace(/^ \* ?/gm, ''),
    ),
  );
}

/** What the compiler says of them, at its strictest. */
export function problemsOf(snippets: readonly string[]): unknown[] {
  const folder = mkdtempSync(join(tmpdir(), 'snippets-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(join(ROOT, 'node_modules/@types'), join(folder, 'node_modules/@types'), 'junction');
    const files = snippets.map((code, index) => {
      const file = join(folder, `snippet-${index}.ts`);
      writeFileSync(file, code);
      return file;
    });
    const program = ts.createProgram(files, {
      noEmit: true,
      strict: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      moduleDetection: ts.ModuleDetectionKind.Force,
      types: ['node'],
      paths: { 'cdk-workmail-flow/*': [join(ROOT, 'lib/*/index.ts')] },
    });
    return ts.getPreEmitDiagnostics(program).map(({ messageText, file }) => [file?.fileName, messageText]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
