import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CommandError } from '../exit';
import type { SimulatedMessage } from './report';

/** Writes the messages that functions put back changed, under the names of the files from which they came. */
export class UpdatedMessages {
  private readonly names = new Map<string, number>();

  constructor(private readonly folder: string) {}

  async write({ name, mail: { updatedContent } }: SimulatedMessage): Promise<void> {
    if (!updatedContent) return;
    const file = join(this.folder, this.nameFor(name));
    try {
      await mkdir(this.folder, { recursive: true });
      // what is there already may be somebody's only copy
      await writeFile(file, updatedContent, { flag: 'wx' });
    } catch (error) {
      throw new CommandError(
        'UPDATED_NOT_WRITTEN',
        `${file} cannot be written: ${(error as Error).message}`,
        'Name a new folder with --updated',
      );
    }
  }

  /** Messages of several folders may have the same name. */
  private nameFor(source: string): string {
    const stem = source === '-' ? 'stdin' : basename(source).replace(/\.eml$/i, '');
    const count = (this.names.get(stem) ?? 0) + 1;
    this.names.set(stem, count);
    return count === 1 ? `${stem}.eml` : `${stem}-${count}.eml`;
  }
}
