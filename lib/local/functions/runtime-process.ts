import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { constants, tmpdir } from 'node:os';
import type { Duplex, Readable } from 'node:stream';
import type { Guard } from './guard';
import { readLines } from './lines';
import type { RuntimeCommand } from './runtimes';

/** What a bootstrap says: it is ready, or how a call ended. `isLast`: the process ends after this. */
export interface ProcessMessage {
  readonly ready?: true;
  readonly answer?: string;
  readonly failure?: { readonly errorType?: string; readonly errorMessage?: string };
  readonly isLast?: true;
}

export type Reply =
  | { readonly kind: 'message'; readonly message: ProcessMessage }
  /** `how`: `exit status 1`, `signal: killed` */
  | { readonly kind: 'exit'; readonly how: string }
  | { readonly kind: 'timeout' };

export type LineListener = (line: string, stream: 'stdout' | 'stderr') => void;

/** How long the last output of a process that ended may take to arrive, where a process of its own still holds it. */
const LAST_OUTPUT_MILLISECONDS = 500;

/** A process that runs a bootstrap and has one request at a time. */
export class RuntimeProcess {
  /** Says how the process ended, after its last output. */
  readonly ended: Promise<string>;
  onLine: LineListener = () => undefined;
  private readonly child: ChildProcess;
  private onMessage: (message: ProcessMessage) => void = () => undefined;

  constructor(command: RuntimeCommand, environment: Readonly<Record<string, string>>, guard: Guard) {
    this.child = spawn(command.executable, command.arguments, {
      cwd: tmpdir(),
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // a process group of its own, so that what the function starts ends with it
      detached: true,
    });
    if (this.child.pid) guard.watch(this.child.pid);
    this.ended = this.untilEnd().finally(() => this.child.pid && guard.release(this.child.pid));
    for (const stream of ['stdout', 'stderr'] as const) {
      readLines(this.child[stream] as Readable, (line) => this.onLine(line, stream));
    }
    this.channel.on('error', () => undefined);
    readLines(this.channel, (line) => this.receive(line));
    this.hold(false);
  }

  /** Sends a request and waits for what comes of it; past the limit the process is killed. */
  async request(message: object, limitMilliseconds: number): Promise<Reply> {
    let timer: NodeJS.Timeout | undefined;
    const replied = new Promise<Reply>((resolve) => {
      // after the output that the function wrote before its answer
      this.onMessage = (reply) => setImmediate(resolve, { kind: 'message', message: reply });
      timer = setTimeout(resolve, limitMilliseconds, { kind: 'timeout' });
    });
    this.hold(true);
    this.channel.write(`${JSON.stringify(message)}\n`);
    const ended = this.ended.then((how): Reply => ({ kind: 'exit', how }));
    const reply = await Promise.race([replied, ended]);
    clearTimeout(timer);
    if (reply.kind === 'timeout') await this.kill();
    if (reply.kind === 'message' && reply.message.isLast) await this.ended;
    this.hold(false);
    return reply;
  }

  async kill(): Promise<void> {
    this.hold(true);
    killGroup(this.child.pid);
    await this.ended;
  }

  /** While it has nothing to do, a process does not keep this one from ending: whoever forgets it is not held up. */
  private hold(isHeld: boolean): void {
    for (const handle of [this.child, ...this.child.stdio] as (ChildProcess | Socket | null)[]) {
      if (isHeld) handle?.ref();
      else handle?.unref();
    }
  }

  private get channel(): Duplex {
    return this.child.stdio[3] as Duplex;
  }

  private receive(line: string): void {
    let message: ProcessMessage;
    try {
      message = JSON.parse(line);
    } catch {
      // the function itself wrote to the descriptor: nothing that it says there can be believed any more
      killGroup(this.child.pid);
      return;
    }
    this.onMessage(message);
  }

  private async untilEnd(): Promise<string> {
    const closed = once(this.child, 'close').catch(() => undefined);
    const how = await new Promise<string>((resolve) => {
      this.child.once('error', (error) => resolve(error.message));
      this.child.once('exit', (code, signal) => resolve(describeEnd(code, signal)));
    });
    killGroup(this.child.pid);
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => {
      timer = setTimeout(resolve, LAST_OUTPUT_MILLISECONDS);
    });
    if (this.child.pid) await Promise.race([closed, patience]);
    clearTimeout(timer);
    return how;
  }
}

/** In Lambda's words. */
function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  if (!signal) return `exit status ${code ?? 0}`;
  const words: Record<string, string> = { SIGKILL: 'killed', SIGABRT: 'aborted', SIGSEGV: 'segmentation fault' };
  return `signal: ${words[signal] ?? constants.signals[signal]}`;
}

function killGroup(processId: number | undefined): void {
  if (!processId) return;
  try {
    process.kill(-processId, 'SIGKILL');
  } catch {
    // it is gone already
  }
}
