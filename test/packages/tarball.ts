import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from './command';
import { ROOT } from './screening';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

export const MANIFEST: Manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** The subpaths that hold code, as a consumer imports them. */
export const ENTRIES = Object.entries(MANIFEST.exports)
  .filter(([, target]) => typeof target !== 'string')
  .map(([subpath]) => join(MANIFEST.name, subpath));

/** The lowest version of aws-cdk-lib that the package accepts, and of constructs with it. */
export const LOWEST = {
  'aws-cdk-lib': lowestOf('aws-cdk-lib'),
  constructs: lowestOf('constructs'),
};

function lowestOf(peer: string): string {
  return (MANIFEST.peerDependencies[peer] ?? '').replace(/^\^/, '');
}

/** Packs the package as it would be published; returns the tarball. */
export async function pack(folder: string): Promise<string> {
  await succeed(ROOT, 'npm', ['pack', '--ignore-scripts', '--pack-destination', folder]);
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  return join(folder, tarball);
}
