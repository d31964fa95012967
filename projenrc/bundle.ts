/** Bundles what runs, so that the package installs no dependency. Ignored by git; made before compile and test. */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

/** Whoever reads `assets` meanwhile finds it whole. */
const NEXT = 'assets.next';

const COMMON: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  // Prefer the ES modules of a dependency: they can be shaken.
  mainFields: ['module', 'main'],
  logLevel: 'warning',
  legalComments: 'none',
};

/** The function of the custom resource. */
async function bundleProvider(): Promise<void> {
  await build({
    ...COMMON,
    entryPoints: { index: 'lib/provider/handler.ts' },
    outdir: join(NEXT, 'provider'),
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    minify: true,
    // What a Create does not need, such as the CloudFormation client before it has written, is loaded where it is needed.
    splitting: true,
    chunkNames: 'chunk-[hash]',
  });
}

/** What starts functions on this machine, in their own processes. */
const BOOTSTRAPS = ['bootstrap.cjs', 'bootstrap.py'];

/** `cdk-workmail-flow/local`: CommonJS, which both `require` and `import` take. */
async function bundleLocal(): Promise<void> {
  await build({
    ...COMMON,
    entryPoints: ['lib/local/index.ts'],
    outfile: join(NEXT, 'local', 'index.cjs'),
    format: 'cjs',
  });
  for (const name of BOOTSTRAPS) copyFileSync(join('lib/local/functions', name), join(NEXT, 'local', name));
}

/** The command `workmail-flow`. */
async function bundleCommand(): Promise<void> {
  if (!existsSync('lib/cli/main.ts')) return;
  await build({ ...COMMON, entryPoints: ['lib/cli/main.ts'], outfile: 'bin/workmail-flow.cjs', format: 'cjs' });
}

async function main(): Promise<void> {
  rmSync(NEXT, { recursive: true, force: true });
  mkdirSync(join(NEXT, 'local'), { recursive: true });
  await Promise.all([bundleProvider(), bundleLocal(), bundleCommand()]);
  rmSync('assets', { recursive: true, force: true });
  renameSync(NEXT, 'assets');
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
