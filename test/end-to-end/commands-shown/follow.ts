import { setTimeout as sleep } from 'node:timers/promises';
import type { Fence } from '../../shown/pages';
import type { Ran, Shell } from './shell';
import { findOutput } from './shown-output';

/** What is not run as it stands, or ends otherwise than with 0: each with the reason. */
export interface Exception {
  readonly page: string;
  readonly command: RegExp;
  readonly why: string;
  /** The exit code that the page announces. */
  readonly status?: number;
  /** Not run here. */
  readonly isSkipped?: boolean;
  /** Run in its place, by another shell. */
  readonly instead?: { readonly command: string; readonly folder: string };
}

export interface Means {
  readonly shell: Shell;
  readonly exceptionFor: (page: string, command: string) => Exception | undefined;
  /** How long mail may take into a mailbox, and a line of a server until it is printed. @default 20 seconds */
  readonly momentMilliseconds?: number;
}

const MOMENT_MILLISECONDS = 20_000;

/** Runs the commands of fences in their order, and compares the output that is shown after them. */
export async function follow(fences: readonly Fence[], means: Means): Promise<void> {
  let printed: string | undefined;
  let heading = '';
  for (const fence of fences) {
    if (fence.heading !== heading) printed = undefined;
    heading = fence.heading;
    if (fence.language === 'sh') printed = await runFence(fence, means);
    else if (fence.language === 'text' && printed !== undefined) {
      const { shell, momentMilliseconds = MOMENT_MILLISECONDS } = means;
      const otherwise = await findOutput(fence.code, () => printed + shell.serverOutput, momentMilliseconds);
      if (otherwise !== undefined) {
        throw new Error(`${fence.page} shows\n\n${fence.code}\nbut there was\n\n${otherwise}`);
      }
    }
  }
}

/** Runs what a fence shows, line by line. Returns what was printed. */
async function runFence({ page, code }: Fence, { shell, exceptionFor }: Means): Promise<string> {
  let printed = '';
  for (const line of code.trimEnd().split('\n')) {
    const { isSkipped, instead, status: announced = 0 } = exceptionFor(page, line) ?? {};
    if (isSkipped) continue;
    const { status, output } = instead
      ? await shell.in(instead.folder).run(instead.command)
      : await runPatiently(shell, line);
    if (status !== announced) throw new Error(`${page}: ${line}\nended with ${status}:\n${output}`);
    printed += output;
  }
  return printed;
}

/** Who looks into a mailbox looks again. */
async function runPatiently(shell: Shell, line: string): Promise<Ran> {
  const until = Date.now() + (line.startsWith('ls ') ? MOMENT_MILLISECONDS : 0);
  for (;;) {
    const ran = await shell.run(line);
    if (ran.status === 0 || Date.now() >= until) return ran;
    await sleep(500);
  }
}
