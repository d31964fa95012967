import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Mail } from '../../testing';
import { CommandError } from '../exit';

/** Where a message is. */
export interface MessageSource {
  readonly name: string;
  read(): Promise<Exclude<Mail['eml'], undefined>>;
}

/** The messages in files and folders, in the order in which they are named; `-` is standard input. */
export async function* findMessages(paths: readonly string[]): AsyncGenerator<MessageSource> {
  for (const path of paths) {
    if (path === '-') yield { name: '-', read: readStandardInput };
    else if (await isFolder(path)) yield* findInNamedFolder(path);
    else yield { name: path, read: async () => ({ file: path }) };
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new CommandError(
      'MESSAGE_UNREADABLE',
      `${path} cannot be read: ${(error as Error).message}`,
      'Name .eml files, folders with such files, or - for standard input',
    );
  }
}

async function* findInNamedFolder(folder: string): AsyncGenerator<MessageSource> {
  let isEmpty = true;
  for await (const message of findInFolder(folder)) {
    isEmpty = false;
    yield message;
  }
  if (!isEmpty) return;
  throw new CommandError(
    'NO_MESSAGES',
    `${folder} has no messages: no files *.eml, and no folders cur and new of a Maildir`,
    'Name the files themselves',
  );
}

/** In order of their names, folder by folder. */
async function* findInFolder(folder: string): AsyncGenerator<MessageSource> {
  const isMaildir = ['cur', 'new'].includes(basename(folder));
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* findInFolder(path);
    else if (isMaildir || entry.name.toLowerCase().endsWith('.eml')) {
      yield { name: path, read: async () => ({ file: path }) };
    }
  }
}

async function readStandardInput(): Promise<Uint8Array> {
  return Buffer.concat(await process.stdin.toArray());
}
