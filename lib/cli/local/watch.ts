import { basename, dirname, relative, resolve, sep } from 'node:path';
import { watch } from 'chokidar';
import type { AppSource } from './app';

/** How long it must be quiet after a change: an editor and `cdk synth` write many files. */
const QUIET_MILLISECONDS = 300;

/** Folders in which no source is. */
const NO_SOURCES = ['node_modules', 'cdk.out', '__pycache__', 'coverage'];

/** What is written beside an app while it runs, such as this command's own output: no source either. */
const WRITTEN = /\.(?:log|eml)$/;

/**
 * Tells when something of an app has changed and it is quiet again, with the names of what changed. Resolves, when it is
 * ready, with what ends it.
 */
export async function watchApp(
  { watched, isAssembly }: AppSource,
  without: readonly string[],
  onChange: (names: string[]) => void,
): Promise<() => Promise<void>> {
  const excluded = without.map((path) => resolve(path));
  // An assembly may be deleted and written again, which only the folder around it tells.
  const root = isAssembly ? dirname(watched) : watched;
  const ignored = (path: string) => {
    if (path === root || path === watched) return false;
    if (isAssembly) return !path.startsWith(watched + sep);
    const name = basename(path);
    return NO_SOURCES.includes(name) || name.startsWith('.') || WRITTEN.test(name) || excluded.includes(path);
  };
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(root, { ignored, ignoreInitial: true });
  watcher.on('all', (_event, path) => {
    changed.add(relative(watched, path) || '.');
    clearTimeout(timer);
    timer = setTimeout(() => {
      const names = [...changed].sort();
      changed.clear();
      onChange(names);
    }, QUIET_MILLISECONDS);
  });
  // A folder that goes away while it is looked at is no reason to end.
  watcher.on('error', () => undefined);
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  return async () => {
    clearTimeout(timer);
    await watcher.close();
  };
}
