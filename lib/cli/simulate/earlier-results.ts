import { readFileSync } from 'node:fs';
import type { Outcome } from '../../simulator';
import { CommandError } from '../exit';

/** What an earlier run said of a recipient. */
export type EarlierOutcome = Pick<Outcome, 'recipient' | 'kind' | 'text' | 'gateway' | 'folder'> & {
  readonly rule?: string;
};

/** By message, then by recipient in lower case. */
export type EarlierResults = ReadonlyMap<string, ReadonlyMap<string, EarlierOutcome>>;

/** Reads what `simulate --json-lines` printed, or `simulate --json`. */
export function readEarlierResults(file: string): EarlierResults {
  const documents = parse(file);
  return new Map(
    documents.map((document) => {
      const { message, outcomes } = Object(document) as { message?: unknown; outcomes?: unknown };
      if (typeof message !== 'string' || !Array.isArray(outcomes)) throw unreadable(file, 'a message has no outcomes');
      const byRecipient = outcomes.map((outcome: unknown) => {
        const { recipient, kind } = Object(outcome) as Partial<EarlierOutcome>;
        if (typeof recipient !== 'string' || typeof kind !== 'string') {
          throw unreadable(file, `an outcome of ${message} has no recipient or no kind`);
        }
        return [recipient.toLowerCase(), outcome as EarlierOutcome] as const;
      });
      return [message, new Map(byRecipient)];
    }),
  );
}

function parse(file: string): unknown[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, (error as Error).message);
  }
  try {
    const whole = JSON.parse(text);
    return Array.isArray(whole?.messages) ? whole.messages : [whole];
  } catch {
    // not one document: one on each line
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, index) => {
    try {
      return JSON.parse(line);
    } catch {
      throw unreadable(file, `line ${index + 1} is no JSON`);
    }
  });
}

function unreadable(file: string, why: string): CommandError {
  return new CommandError(
    'RESULTS_UNREADABLE',
    `${file} cannot be read: ${why}`,
    'Give a file that workmail-flow simulate --json-lines wrote',
  );
}
