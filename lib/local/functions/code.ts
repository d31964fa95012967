import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { unzipSync } from 'fflate';
import { FunctionError } from './errors';
import { linkRuntimeModules } from './runtime-modules';

/** A function's code as it is deployed. */
export type FunctionCode =
  | { readonly folder: string }
  | { readonly zip: string }
  /** The text of a template's `ZipFile`, and the file that Lambda makes of it. */
  | { readonly inline: string; readonly fileName: string };

/**
 * Keeps code the way Lambda does: unpacked, a copy, and on its own, so that a function finds no module that was not
 * deployed with it (beside its sources there is a node_modules folder) but for those that its runtime has.
 */
export class CodeStore {
  private readonly stored = new Map<string, Promise<string>>();
  private linking?: Promise<void>;

  constructor(private readonly folder: string) {}

  /** The folder with the unpacked code; the same code is stored once. */
  async add(code: FunctionCode): Promise<string> {
    const files = await readCode(code);
    this.linking ??= linkRuntimeModules(this.folder);
    await this.linking;
    const destination = join(this.folder, fingerprint(files));
    let storing = this.stored.get(destination);
    if (!storing) {
      storing = store(files, destination);
      this.stored.set(destination, storing);
    }
    return storing;
  }
}

/** Either the content of each file, or the folder that has them. */
type Files = ReadonlyMap<string, Uint8Array> & { readonly copyOf?: string };

async function readCode(code: FunctionCode): Promise<Files> {
  if ('inline' in code) return new Map([[code.fileName, Buffer.from(code.inline)]]);
  if ('zip' in code) return readZip(code.zip);
  const entries = await readdir(code.folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, Uint8Array>();
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(file.slice(resolve(code.folder).length + 1), await readFile(file).catch(() => Buffer.alloc(0)));
  }
  return Object.assign(files, { copyOf: code.folder });
}

async function readZip(file: string): Promise<Files> {
  try {
    const entries = Object.entries(unzipSync(await readFile(file)));
    return new Map(entries.filter(([name]) => !name.endsWith('/')));
  } catch (error) {
    throw new FunctionError(
      'CODE_INVALID',
      `${file} is not a .zip file that can be read: ${(error as Error).message}. Zip the code again.`,
    );
  }
}

function fingerprint(files: Files): string {
  const hash = createHash('sha256');
  for (const [name, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${name}\0${content.byteLength}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 32);
}

async function store(files: Files, destination: string): Promise<string> {
  // a folder of that name is complete: it got its name last
  if (existsSync(destination)) return destination;
  const unfinished = `${destination}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  if (files.copyOf) await cp(files.copyOf, unfinished, { recursive: true, verbatimSymlinks: true });
  else await writeFiles(files, unfinished);
  await rename(unfinished, destination);
  return destination;
}

async function writeFiles(files: Files, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of files) {
    const file = resolve(folder, name);
    if (!file.startsWith(folder + sep)) {
      throw new FunctionError(
        'CODE_INVALID',
        `The .zip file has an entry outside of itself: '${name}'. Zip the code again, with names inside of its folder.`,
      );
    }
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
