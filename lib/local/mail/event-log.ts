import { appendFile, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** An event in WorkMail's own shape, as the guide's "Monitoring Amazon WorkMail email event logs" has it. */
export interface MailEvent {
  /** `ORGANIZATION_EMAIL_RECEIVED`, `RULE_APPLIED`, … */
  readonly eventName: string;
  readonly [field: string]: unknown;
}

/** One line of the log. What WorkMail writes to CloudWatch Logs of it is `{ traceId, event }`. */
export interface LoggedEvent {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly organizationId: string;
  /** The same for all events of one message in one direction. */
  readonly traceId: string;
  readonly event: MailEvent;
}

/** Which events of a log. */
export interface EventQuery {
  /** @default those of all organizations */
  readonly organizationId?: string;
  /** Milliseconds since 1970: not before then. */
  readonly since?: number;
  /** Milliseconds since 1970: before then. */
  readonly until?: number;
  /** Where an earlier read ended: its `next`. @default the beginning */
  readonly after?: number;
  /** @default 10,000, as CloudWatch Logs gives at once */
  readonly limit?: number;
}

/** Some of the events of a log. */
export interface EventPage {
  /** In the order in which they were logged. */
  readonly events: readonly LoggedEvent[];
  /** From here the next read goes on, now or when there is more. */
  readonly next: number;
}

const DEFAULT_LIMIT = 10_000;

const LINE_FEED = 0x0a;

/**
 * What happened to mail: a file with a JSON document on each line. It is a log, not the truth: after a crash an event may
 * be missing, or stand there twice.
 */
export class EventLog {
  /** Opens the log in a file, or begins one. */
  static async open(file: string): Promise<EventLog> {
    await mkdir(dirname(file), { recursive: true });
    await endLastLine(file);
    return new EventLog(file);
  }

  private readonly listeners = new Set<(event: LoggedEvent) => void>();
  private written: Promise<void> = Promise.resolve();
  private waiting: LoggedEvent[] = [];

  private constructor(readonly file: string) {}

  /** Resolves when they are in the file, or cannot be: what fills the disk is told where mail is accepted. */
  append(...events: readonly LoggedEvent[]): Promise<void> {
    if (events.length === 0) return this.written;
    this.waiting.push(...events);
    // What comes while the file is being written goes into it at once, next time.
    if (this.waiting.length === events.length) {
      this.written = this.written.then(() => this.write()).catch(() => undefined);
    }
    return this.written;
  }

  /** Events from the file, the oldest first. Lines that are none are passed over. */
  async read(query: EventQuery = {}): Promise<EventPage> {
    const { organizationId, since = 0, until = Number.POSITIVE_INFINITY, after = 0, limit = DEFAULT_LIMIT } = query;
    await this.written;
    const events: LoggedEvent[] = [];
    let next = after;
    for await (const { text, end } of linesOf(this.file, after)) {
      if (events.length >= limit) break;
      next = end;
      const event = parse(text);
      if (!event || event.timestamp < since || event.timestamp >= until) continue;
      if (organizationId === undefined || event.organizationId === organizationId) events.push(event);
    }
    return { events, next };
  }

  /** Hears of each event when it is in the file. Returns what ends that. */
  onAppend(listener: (event: LoggedEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async write(): Promise<void> {
    const events = this.waiting;
    this.waiting = [];
    await appendFile(this.file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    for (const event of events) for (const listener of this.listeners) listener(event);
  }
}

/** A process that was killed may have left half a line. */
async function endLastLine(file: string): Promise<void> {
  const handle = await open(file, 'a+');
  try {
    const { size } = await handle.stat();
    if (size === 0) return;
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
    if (buffer[0] !== LINE_FEED) await handle.appendFile('\n');
  } finally {
    await handle.close();
  }
}

const CHUNK_BYTES = 256 * 1024;

/** Whole lines from a position on, each with the position after it. */
async function* linesOf(file: string, start: number): AsyncGenerator<{ text: string; end: number }> {
  const { size } = await stat(file);
  const handle = await open(file, 'r');
  try {
    let rest = Buffer.alloc(0);
    let position = start;
    while (position < size) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, position);
      if (bytesRead === 0) return;
      const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      const offset = position - rest.length;
      position += bytesRead;
      let begin = 0;
      for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, begin)) {
        const text = bytes.toString('utf8', begin, end);
        begin = end + 1;
        yield { text, end: offset + begin };
      }
      rest = bytes.subarray(begin);
    }
  } finally {
    await handle.close();
  }
}

function parse(line: string): LoggedEvent | undefined {
  try {
    const value = JSON.parse(line);
    return typeof value?.timestamp === 'number' && typeof value.event?.eventName === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
