/** What the README and the doc comments show of this entry: it compiles, and that of the README does what it says. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import ts from 'typescript';
import type { SynchronousHandler } from '../../lib/handler';
import { inShort, mailEvent, outboundEvent } from './support';

const ROOT = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'snippets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function readmeSnippets(): string[] {
  const [, section = ''] =
    /^## Writing the function$(.*?)^## /ms.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
  return [...section.matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code!);
}

/** The examples of public functions and classes. */
function docExamples(): string[] {
  const sources = readdirSync(join(ROOT, 'lib/handler')).filter((name) => name.endsWith('.ts'));
  return sources.flatMap((name) =>
    [...readFileSync(join(ROOT, 'lib/handler', name), 'utf8').matchAll(/ \* @example\n(.*?) \*\//gs)].map(([, lines]) =>
      lines!.replace(/^ \* ?/gm, ''),
    ),
  );
}

test('They compile', () => {
  const snippets = [...readmeSnippets(), ...docExamples()];
  expect(snippets).toHaveLength(4);
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
    paths: { 'cdk-workmail-flow/handler': [join(ROOT, 'lib/handler/index.ts')] },
  });
  const problems = ts.getPreEmitDiagnostics(program).map(({ messageText, file }) => [file?.fileName, messageText]);
  expect(problems).toEqual([]);
}, 60_000);

test('That of the README does what it says', async () => {
  const outfile = join(folder, 'readme.cjs');
  buildSync({
    stdin: { contents: readmeSnippets()[0]!, resolveDir: ROOT },
    alias: { 'cdk-workmail-flow/handler': join(ROOT, 'lib/handler/index.ts') },
    bundle: true,
    platform: 'node',
    outfile,
  });
  const { handler } = require(outfile) as { handler: SynchronousHandler };
  const answers = async (event: unknown) => inShort(await handler(event));
  expect(await answers(mailEvent())).toEqual(['DEFAULT *']);
  const to = ['one@corp.example', 'former@corp.example'];
  expect(await answers(mailEvent({ to, subject: '[urgent] Fire' }))).toEqual([
    'DEFAULT on-call@corp.example *',
    'BOUNCE This mailbox is closed. former@corp.example',
  ]);
  const mixed = ['one@corp.example', 'other@x.example'];
  expect(await answers(outboundEvent({ to: mixed, subject: '[internal] Plan' }))).toEqual([
    'DROP other@x.example',
    'DEFAULT *',
  ]);
  expect(await answers(outboundEvent({ to: mixed }))).toEqual(['DEFAULT *']);
});
