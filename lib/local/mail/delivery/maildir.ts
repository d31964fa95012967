import { copyFile, link, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FolderSync, syncPath } from '../spool/folder-sync';

/** The junk folder of a mailbox, as Maildir++ has folders. */
export const JUNK_FOLDER = '.Junk';

/** Maildirs: one file for each message, which comes into `new` whole or not at all. */
export class Maildirs {
  private readonly ready = new Map<string, Promise<FolderSync>>();

  /**
   * Delivers a message under a name of its own. Delivered again after a crash, it is there once: also if a mail program
   * has moved it into `cur` meanwhile.
   */
  async deliver(folder: string, name: string, content: string, { isRepeated }: { isRepeated: boolean }): Promise<void> {
    const names = await this.prepare(folder);
    try {
      if (isRepeated && (await isRead(folder, name))) return;
      await putInto(folder, name, content);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      // Somebody cleaned up: the mailbox is there again with the next message.
      this.ready.delete(folder);
      await this.prepare(folder);
      await putInto(folder, name, content);
    }
    await names.sync();
  }

  private prepare(folder: string): Promise<FolderSync> {
    let ready = this.ready.get(folder);
    if (!ready) {
      ready = create(folder);
      this.ready.set(folder, ready);
      ready.catch(() => this.ready.delete(folder));
    }
    return ready;
  }
}

async function create(folder: string): Promise<FolderSync> {
  for (const part of ['tmp', 'new', 'cur']) await mkdir(join(folder, part), { recursive: true });
  if (folder.endsWith(JUNK_FOLDER)) {
    await writeFile(join(folder, 'maildirfolder'), '');
    await syncPath(dirname(dirname(folder)));
  }
  for (const path of [folder, dirname(folder)]) await syncPath(path);
  return new FolderSync(join(folder, 'new'));
}

/** A mail program adds its marks after a colon. */
async function isRead(folder: string, name: string): Promise<boolean> {
  return (await readdir(join(folder, 'cur'))).some((other) => other === name || other.startsWith(`${name}:`));
}

async function putInto(folder: string, name: string, content: string): Promise<void> {
  const place = join(folder, 'new', name);
  try {
    // A second name for the file: there at once, whole, and without a copy.
    await link(content, place);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code === 'ENOENT') throw error;
    const temporary = join(folder, 'tmp', name);
    await copyFile(content, temporary);
    await syncPath(temporary);
    await rename(temporary, place);
  }
}

/** The files of its messages, unread and read, the oldest first as far as their names tell. */
export async function messagesIn(folder: string): Promise<string[]> {
  const files = await Promise.all(['new', 'cur'].map((part) => filesIn(join(folder, part))));
  return files.flat().sort((a, b) => basename(a).localeCompare(basename(b)));
}

async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.map((name) => join(folder, name));
}
