import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { ROOT } from '../../shown/pages';

const COMMANDS: Readonly<Record<string, string>> = {
  cdk: 'aws-cdk/bin/cdk',
  jest: 'jest/bin/jest.js',
  tsx: 'tsx/dist/cli.mjs',
  'workmail-flow': 'cdk-workmail-flow/bin/workmail-flow.js',
};

/**
 * Gives a folder the modules that `npm install` would: those of this checkout, and this library as it is now. Without
 * declaration files: what is shown is compiled elsewhere.
 */
export function installHere(folder: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules')).filter((name) => !name.startsWith('.'))) {
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  installLibrary(join(modules, 'cdk-workmail-flow'));
  for (const [name, file] of Object.entries(COMMANDS)) symlinkSync(join(modules, file), join(modules, '.bin', name));
}

function installLibrary(folder: string): void {
  const names = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' });
  buildSync({
    entryPoints: names.filter((name) => name.endsWith('.ts')).map((name) => join(ROOT, 'lib', name)),
    outdir: join(folder, 'build'),
    outbase: join(ROOT, 'lib'),
    format: 'cjs',
    platform: 'node',
    target: 'node20',
  });
  for (const name of ['package.json', 'bin']) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  for (const name of ['assets', 'schemas']) symlinkSync(join(ROOT, name), join(folder, name));
}

/** The files that a page shows. */
export function writeFiles(folder: string, files: readonly { readonly file?: string; readonly code: string }[]): void {
  for (const { file, code } of files) {
    if (file === undefined) continue;
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), code);
  }
}
