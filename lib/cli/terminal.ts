import { once } from 'node:events';
import { createColors } from 'picocolors';

/** Where no terminal says how wide it is, nothing is cut. */
const UNLIMITED = Number.POSITIVE_INFINITY;

const { stdout, stderr, env } = process;

/** Columns of the terminal. */
export const width: number = stdout.isTTY ? stdout.columns || 80 : UNLIMITED;

export const colors = createColors(Boolean(stdout.isTTY) && !env.NO_COLOR && env.TERM !== 'dumb');

/** Writes to standard output, no faster than it takes it. */
export async function print(text: string): Promise<void> {
  if (!stdout.write(text)) await once(stdout, 'drain');
}

export function printError(text: string): void {
  stderr.write(text);
}

/** A sentence beside the result: on standard error, so that it is in nobody's way. */
export function note(sentence: string): void {
  printError(`note: ${harmless(sentence)}\n`);
}

/** What a function prints. */
export function printLog({ functionName, line }: { functionName: string; line: string }): void {
  printError(`[${functionName}] ${harmless(line)}\n`);
}

/** Text from mail may hold what a terminal takes for a command. */
export function harmless(text: string): string {
  return text.replace(/\p{Cc}/gu, '\u{fffd}');
}

/** Whoever reads the output may have seen enough: `workmail-flow simulate mail | head`. */
export function endQuietlyWhenNobodyReads(): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  // notes and errors that nobody reads change nothing in the result
  stderr.on('error', () => undefined);
}
