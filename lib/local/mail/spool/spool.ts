import { createHash } from 'node:crypto';
import { copyFile, link, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FolderSync, syncPath } from './folder-sync';
import { Journal } from './journal';
import type { QueuedMessage } from './queued-message';

/** How long it is remembered that a message is done: as long as functions can get its content. */
const REMEMBERED_MILLISECONDS = 24 * 60 * 60 * 1000;

const QUEUED = '.queued';
const CONTENT = '.eml';
/** Of a journal that is being written. */
const NEW = '.new';

/**
 * Mail that was accepted and is not done: for each message a file with its content, and one with its journal. A message
 * is accepted as soon as its journal has its name; content without a journal is deleted at the next start.
 */
export class Spool {
  static async open(folder: string): Promise<Spool> {
    await mkdir(join(folder, 'done'), { recursive: true });
    const spool = new Spool(folder);
    await spool.recover();
    return spool;
  }

  private readonly names: FolderSync;
  private found: Journal[] = [];

  private constructor(private readonly folder: string) {
    this.names = new FolderSync(folder);
  }

  /** What an earlier process left, the oldest first; each is given out once. */
  takeRecovered(): readonly Journal[] {
    return this.found.splice(0);
  }

  /** The file with the content of a message. */
  contentFile(messageId: string): string {
    return join(this.folder, `${messageId}${CONTENT}`);
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  /** Writes content to disk as it comes, up to a number of bytes; says how many came. Not accepted yet. */
  async receive(content: AsyncIterable<Uint8Array>, messageId: string, mostBytes: number): Promise<number> {
    const handle = await open(this.contentFile(messageId), 'wx');
    try {
      let bytes = 0;
      for await (const chunk of content) {
        bytes += chunk.length;
        if (bytes <= mostBytes) await handle.writeFile(chunk);
      }
      return bytes;
    } finally {
      await handle.close();
    }
  }

  /** Accepts messages whose content is there. When this resolves, they survive a power failure. */
  async accept(messages: readonly QueuedMessage[]): Promise<Journal[]> {
    const journals = messages.map((message) => new Journal(this.journalFile(message.messageId), message));
    await Promise.all(
      journals.flatMap(({ file, message }) => [
        syncPath(this.contentFile(message.messageId)),
        writeFile(`${file}${NEW}`, `${JSON.stringify({ message })}\n`, { flush: true }),
      ]),
    );
    // From here on the message is accepted: not before its content is whole.
    for (const { file } of journals) await rename(`${file}${NEW}`, file);
    await this.names.sync();
    return journals;
  }

  /** Gives a message the content of another. */
  async shareContent(from: string, messageId: string): Promise<void> {
    await copyOrLink(this.contentFile(from), this.contentFile(messageId));
  }

  /**
   * Accepts a message that follows from another, with the content of a file or with bytes. Undefined if it was accepted
   * before: the step that does so is repeated after a crash.
   */
  async derive(message: Omit<QueuedMessage, 'bytes'>, content: string | Uint8Array): Promise<Journal | undefined> {
    const { messageId } = message;
    if ((await exists(this.journalFile(messageId))) || (await exists(this.doneFile(messageId)))) return undefined;
    const file = this.contentFile(messageId);
    await rm(file, { force: true });
    if (typeof content === 'string') await copyOrLink(content, file);
    else await writeFile(file, content, { flush: true });
    const [journal] = await this.accept([{ ...message, bytes: (await stat(file)).size }]);
    return journal;
  }

  /** Keeps what a function put in the place of a message's content, and says under which name. */
  async keepContent(messageId: string, by: string, file: string): Promise<string> {
    const name = `${messageId}.${hash(by).slice(0, 12)}${CONTENT}`;
    await rm(this.file(name), { force: true });
    await copyOrLink(file, this.file(name));
    await syncPath(this.file(name));
    await this.names.sync();
    return name;
  }

  async discard(messageId: string): Promise<void> {
    await rm(this.contentFile(messageId), { force: true });
  }

  /** A message with which nothing remains to be done. */
  async finish(journal: Journal): Promise<void> {
    const { messageId } = journal.message;
    await rename(journal.file, this.doneFile(messageId));
    const changed = journal.groups.flatMap(({ content }) => content ?? []).map((name) => this.file(name));
    // What stays behind is deleted at the next start.
    await Promise.all(
      [this.contentFile(messageId), ...changed].map((file) => rm(file, { force: true }).catch(() => {})),
    );
  }

  /** Forgets messages that were done long ago. */
  async forgetDone(now = Date.now()): Promise<void> {
    const folder = join(this.folder, 'done');
    for (const name of await readdir(folder)) {
      const file = join(folder, name);
      const { mtimeMs } = await stat(file);
      if (now - mtimeMs > REMEMBERED_MILLISECONDS) await rm(file, { force: true });
    }
  }

  private async recover(): Promise<void> {
    const names = await readdir(this.folder);
    for (const name of names.filter((one) => one.endsWith(QUEUED))) {
      const journal = await Journal.read(join(this.folder, name));
      if (journal) this.found.push(journal);
      else await rm(join(this.folder, name));
    }
    this.found.sort((a, b) => a.message.accepted - b.message.accepted);
    const ids = new Set(this.found.map(({ message }) => message.messageId));
    for (const name of names.filter((one) => one.endsWith(CONTENT) || one.endsWith(NEW))) {
      const [messageId = ''] = basename(name).split('.');
      if (!ids.has(messageId)) await rm(join(this.folder, name));
    }
  }

  private journalFile(messageId: string): string {
    return join(this.folder, `${messageId}${QUEUED}`);
  }

  private doneFile(messageId: string): string {
    return join(this.folder, 'done', messageId);
  }
}

/** An id in the form of a UUID that is the same whenever the same is said of it. */
export function derivedId(...of: readonly string[]): string {
  const hex = hash(JSON.stringify(of));
  // RFC 9562: version 8 is for ids of one's own making; 8 to b is its variant.
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(12, 15)}`, `8${hex.slice(15, 18)}`, hex.slice(18, 30)].join(
    '-',
  );
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A second name costs no copy, where the disk gives one. */
async function copyOrLink(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    await copyFile(from, to);
    await syncPath(to);
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
