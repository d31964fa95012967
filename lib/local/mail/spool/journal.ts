import { appendFile, readFile } from 'node:fs/promises';
import type { DecidedGroup, JournalEntry, JournalState, QueuedMessage } from './queued-message';

/** What becomes of one message, line by line. A line that a crash cut off does not count. */
export class Journal implements JournalState {
  readonly firstCalls = new Map<string, number>();
  readonly groups: DecidedGroup[] = [];
  readonly done = new Set<string>();
  private written: Promise<void> = Promise.resolve();
  private beginning = '';

  constructor(
    readonly file: string,
    readonly message: QueuedMessage,
  ) {}

  /** Undefined for a file whose first line is not whole: that message was not accepted. */
  static async read(file: string): Promise<Journal | undefined> {
    const text = await readFile(file, 'utf8');
    const [first, ...entries] = wholeLines(text);
    const message = (first as { message?: QueuedMessage } | undefined)?.message;
    if (!message) return undefined;
    // Half a line, left by a process that was killed, must not swallow the next one.
    if (!text.endsWith('\n')) await appendFile(file, '\n');
    const journal = new Journal(file, message);
    for (const entry of entries) journal.take(entry as JournalEntry);
    return journal;
  }

  /** When it resolves, the entry survives a power failure, if it `isFlushed`, and else the end of this process. */
  write(entry: JournalEntry, { isFlushed }: { readonly isFlushed: boolean }): Promise<void> {
    const line = `${JSON.stringify(entry)}\n`;
    const write = this.written.then(() => appendFile(this.file, this.beginning + line, { flush: isFlushed }));
    this.written = write.then(
      () => {
        this.beginning = '';
      },
      () => {
        // A disk that was full may have taken half of the line.
        this.beginning = '\n';
      },
    );
    return write.then(() => this.take(entry));
  }

  private take(entry: JournalEntry): void {
    if ('firstCall' in entry) this.firstCalls.set(entry.firstCall.rule, entry.firstCall.at);
    else if ('decided' in entry) this.groups.push(entry.decided);
    else if ('done' in entry) for (const key of entry.done) this.done.add(key);
  }
}

function wholeLines(text: string): unknown[] {
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      try {
        return [JSON.parse(line)];
      } catch {
        return [];
      }
    });
}
