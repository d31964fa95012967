import type { LogLine } from '../functions';

/** Most lines that are kept of a log group: the newest. */
const MOST_LINES = 10_000;

export interface KeptLine {
  /** Counts the lines of all groups. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly line: string;
}

/** What functions print, by log group, as long as this process runs. */
export class FunctionLogs {
  private readonly groups = new Map<string, KeptLine[]>();
  private count = 0;

  add({ logGroup, line }: LogLine): void {
    const lines = this.groups.get(logGroup) ?? [];
    this.groups.set(logGroup, lines);
    lines.push({ number: ++this.count, timestamp: Date.now(), line });
    // Seldom, for what is cut off at the front moves all the rest.
    if (lines.length > 2 * MOST_LINES) lines.splice(0, lines.length - MOST_LINES);
  }

  get names(): string[] {
    return [...this.groups.keys()];
  }

  /** The oldest first. */
  read(logGroup: string): readonly KeptLine[] {
    return this.groups.get(logGroup)?.slice(-MOST_LINES) ?? [];
  }
}
