/** Bundles what runs, so that the package installs no dependency. Ignored by git; made before compile and test. */
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { bundledFolders, readPackage, thirdPartyText } from './third-party';

/** Whoever reads `assets` meanwhile finds it whole. */
const NEXT = 'assets.next';

/** What each bundle is made of. */
const metafiles: Metafile[] = [];
const recordOrigins: Plugin = {
  name: 'recordOrigins',
  setup: ({ onEnd }) =>
    onEnd(({ metafile }) => {
      if (metafile) metafiles.push(metafile);
    }),
};

const COMMON: BuildOptions = {
  bundle: true,
  metafile: true,
  plugins: [recordOrigins],
  platform: 'node',
  target: 'node20',
  // Prefer the ES modules of a dependency: they can be shaken.
  mainFields: ['module', 'main'],
  logLevel: 'warning',
  // THIRD-PARTY.txt has them all.
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

/** The rooms that are bundles of their own, and where they are. */
const ROOMS = {
  administration: 'lib/administration/index.ts',
  local: 'lib/local/index.ts',
  testing: 'lib/testing/index.ts',
};

/** A room that the command loads only where it is needed is the bundle beside it, and stands in the package once. */
const roomsBeside: Plugin = {
  name: 'rooms-beside',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/\w+\/index\.js$/ }, ({ path, kind }) => {
      const room = basename(dirname(path));
      return kind === 'dynamic-import' && Object.hasOwn(ROOMS, room)
        ? { path: `./${room}.cjs`, external: true }
        : undefined;
    });
  },
};

/** What runs functions on this machine, the command among them: CommonJS, which both `require` and `import` take. */
async function bundleLocal(): Promise<void> {
  const options = { ...COMMON, outdir: join(NEXT, 'local'), format: 'cjs', outExtension: { '.js': '.cjs' } } as const;
  await build({ ...options, entryPoints: ROOMS });
  await build({ ...options, entryPoints: { command: 'lib/cli/main.ts' }, plugins: [recordOrigins, roomsBeside] });
  for (const name of BOOTSTRAPS) copyFileSync(join('lib/local/functions', name), join(NEXT, 'local', name));
}

/**
 * What function authors bundle with their code: an ES module, of which a bundler takes only what is used, and the same
 * text as CommonJS, without the helpers that esbuild would add for re-exports that it does not have.
 */
async function bundleHandler(): Promise<void> {
  const { outputFiles } = await build({
    ...COMMON,
    entryPoints: ['lib/handler/index.ts'],
    format: 'esm',
    // Still readable; consumers minify the rest.
    minifySyntax: true,
    write: false,
  });
  const text = outputFiles[0]!.text;
  const exported = /^export \{([\w\s,]+)\};\s*$/m;
  if (!exported.test(text)) throw new Error('The handler entry does not end with its exports');
  mkdirSync(join(NEXT, 'handler'));
  writeFileSync(join(NEXT, 'handler/handler.mjs'), text);
  writeFileSync(
    join(NEXT, 'handler/handler.cjs'),
    `'use strict';\n${text.replace(exported, 'module.exports = {$1};\n')}`,
  );
}

/**
 * What functions do with the content of messages, as an ES module and as CommonJS, each of which works in whatever an
 * author's own bundler makes of it. The AWS SDK is in Lambda's runtimes, and loaded when it is needed.
 */
async function bundleMessage(): Promise<void> {
  const common: BuildOptions = {
    ...COMMON,
    entryPoints: { message: 'lib/message/index.ts' },
    outdir: join(NEXT, 'message'),
    external: ['@aws-sdk/*'],
    // Some of our dependencies import it and some require it, which would bring it along twice.
    alias: Object.fromEntries(['libmime', 'libqp'].map((name) => [name, createRequire(__filename).resolve(name)])),
    // Its tables are never read by people.
    minifyWhitespace: true,
  };
  await Promise.all([
    build({ ...common, format: 'cjs', outExtension: { '.js': '.cjs' } }),
    build({
      ...common,
      format: 'esm',
      outExtension: { '.js': '.mjs' },
      plugins: [recordOrigins, importBuiltins],
    }),
  ]);
}

/** An ES module has no `require`, so what dependencies require of Node.js is imported. */
const importBuiltins: Plugin = {
  name: 'importBuiltins',
  setup: ({ onResolve, onLoad }) => {
    const namespace = 'builtin';
    const filter = new RegExp(`^(?:node:)?(?:${builtinModules.join('|')})$`);
    onResolve({ filter }, ({ path, kind }) =>
      kind === 'require-call' ? { path: path.replace(/^node:/, ''), namespace } : { path, external: true },
    );
    onLoad({ filter: /./, namespace }, ({ path }) => ({ contents: `export * from 'node:${path}';` }));
  },
};

async function main(): Promise<void> {
  rmSync(NEXT, { recursive: true, force: true });
  mkdirSync(join(NEXT, 'local'), { recursive: true });
  await Promise.all([bundleProvider(), bundleLocal(), bundleHandler(), bundleMessage()]);
  writeFileSync('THIRD-PARTY.txt', thirdPartyText(bundledFolders(metafiles).map(readPackage)));
  rmSync('assets', { recursive: true, force: true });
  renameSync(NEXT, 'assets');
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
