import * as fs from 'node:fs';
import * as path from 'node:path';
import { LocalError } from './local-error';

/** The locks of this process. A lock with this process's number that is not among them is of one before it, as in a container. */
const held = new Set<string>();

/**
 * Takes a folder for this process, so that two servers do not overwrite each other's state. Returns what gives it back.
 * The lock of a process that is gone is taken over.
 */
export function lockFolder(folder: string): () => void {
  const file = path.resolve(folder, 'lock');
  while (!tryToWrite(file)) {
    const holder = Number(readIfThere(file));
    if (holder === process.pid ? held.has(file) : isRunning(holder)) {
      throw new LocalError(
        'FOLDER_IN_USE',
        `The folder ${folder} is in use by process ${holder}. Stop that one, take another folder, or, if it is no WorkMail, delete ${file}.`,
      );
    }
    fs.rmSync(file, { force: true });
  }
  held.add(file);
  let isOurs = true;
  return () => {
    if (!isOurs) return;
    isOurs = false;
    held.delete(file);
    fs.rmSync(file, { force: true });
  };
}

function tryToWrite(file: string): boolean {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readIfThere(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function isRunning(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
