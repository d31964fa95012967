import { createInterface } from 'node:readline/promises';

/** Whether a person can be asked: standard output may go elsewhere. */
export function isSomebodyHere(): boolean {
  return Boolean(process.stdin.isTTY && process.stderr.isTTY);
}

/** Asks a question on standard error, and returns what was typed; undefined for Ctrl-C and Ctrl-D. */
export async function ask(question: string): Promise<string | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(question)).trim();
  } catch (error) {
    if ((error as Error).name === 'AbortError') return undefined;
    throw error;
  } finally {
    terminal.close();
  }
}
