/**
 * Checks the declarations that jsii wrote: from the entries of the package they reach no package that a consumer does not
 * have. A project that checks every declaration (`skipLibCheck: false`) would not compile.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ALLOWED = /^(node:|aws-cdk-lib(\/|$)|constructs$)/;
const IMPORT = /(?:from |import\()\s*['"]([^'"]+)['"]/g;

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const peers = new Set(Object.keys(manifest.peerDependencies));
/** Each declaration that is reached, and from which. */
const reachedFrom = new Map<string, string>(typesOf(manifest.exports).map((file) => [file, '']));

const problems: string[] = [];
for (const [file] of reachedFrom) {
  const code = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
  for (const [, target = ''] of code.matchAll(IMPORT)) {
    if (target.startsWith('.')) follow(file, target);
    else if (!ALLOWED.test(target) && !peers.has(target)) problems.push(`${target}, from ${wayTo(file)}`);
  }
}
if (problems.length > 0) throw new Error(`Declarations import what consumers do not have:\n${problems.join('\n')}`);

/** Every file of types that the manifest names. */
function typesOf(target: unknown): string[] {
  if (typeof target === 'string') return /\.d\.m?ts$/.test(target) ? [join(target)] : [];
  return [...new Set(Object.values(target ?? {}).flatMap(typesOf))];
}

function follow(file: string, target: string): void {
  const path = join(dirname(file), target);
  const candidates = [
    `${path}.d.ts`,
    join(path, 'index.d.ts'),
    path.replace(/\.js$/, '.d.ts'),
    path.replace(/\.mjs$/, '.d.mts'),
  ];
  const found = candidates.find((candidate) => candidate !== path && existsSync(candidate));
  if (found && !reachedFrom.has(found)) reachedFrom.set(found, file);
}

function wayTo(file: string): string {
  const from = reachedFrom.get(file);
  return relative('.', file) + (from ? ` from ${wayTo(from)}` : '');
}
