/** Bundles what runs, so that the package installs no dependency. Ignored by git; made before compile and test. */
import { rmSync } from 'node:fs';
import { type BuildOptions, build } from 'esbuild';

const COMMON: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  // Prefer the ES modules of a dependency: they can be shaken.
  mainFields: ['module', 'main'],
  logLevel: 'warning',
  legalComments: 'none',
};

async function main(): Promise<void> {
  rmSync('assets/provider', { recursive: true, force: true });
  await build({
    ...COMMON,
    entryPoints: { index: 'lib/provider/handler.ts' },
    outdir: 'assets/provider',
    minify: true,
    // The CloudFormation client is a chunk of its own, loaded only where it is needed.
    splitting: true,
    chunkNames: 'chunk-[hash]',
  });
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
