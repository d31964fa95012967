import { open } from 'node:fs/promises';

/** Makes the names in a folder survive a power failure. One sync serves all who wait when it begins. */
export class FolderSync {
  private running: Promise<void> = Promise.resolve();
  private next: Promise<void> | undefined;

  constructor(private readonly folder: string) {}

  /** Resolves when every name that stands in the folder now is on disk. */
  sync(): Promise<void> {
    // A sync that has begun may have missed what came after, so the next one is waited for.
    this.next ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        this.running = syncPath(this.folder);
        return this.running;
      });
    return this.next;
  }
}

/** Of a file: its content. Of a folder: its names. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
