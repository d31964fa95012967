import type { Direction } from '../rules';
import type { AnswerTypes } from '../run-lambda';
import { type HandlerProblem, problem } from './errors';

/** Undefined: the fallback decides. */
export type SaidAction = { readonly type: AnswerTypes['INBOUND']; readonly text?: string } | undefined;

/** One address, as a word named it. */
export interface Naming {
  readonly word: string;
  readonly action: SaidAction;
  readonly address: string;
  readonly adds: boolean;
}

/** What a word said about the rest. */
export interface Rest {
  readonly word: string;
  readonly action: SaidAction;
}

/** What a word asks for, and the direction that it is for, if it is for one only. */
export type Word = readonly [action: SaidAction, direction?: Direction];

/** The message is delivered or sent. */
export const DEFAULT = { type: 'DEFAULT' } as const;

/** What was said, written down; fold-answer.ts makes of it what WorkMail understands. */
export class Notes {
  readonly namings: Naming[] = [];
  readonly rests: Rest[] = [];
  readonly problems: HandlerProblem[] = [];
  readonly #direction: Direction;

  constructor(direction: Direction) {
    this.#direction = direction;
  }

  name(word: string, [action, direction]: Word, addresses: unknown): void {
    this.#checkDirection(word, direction);
    for (const address of isList(addresses) ? addresses : [addresses]) {
      if (typeof address === 'string') this.namings.push({ word, action, address, adds: word === 'addRecipients' });
      else {
        const usage = `${word}(${word === 'bounce' ? "'text', " : ''}['user@example.com'])`;
        this.#refuse('RECIPIENT_NOT_TEXT', `a recipient of ${word}()`, address, 'it is an address', `Write ${usage}`);
      }
    }
  }

  decideRest(word: string, [action, direction]: Word): void {
    this.#checkDirection(word, direction);
    this.rests.push({ word, action });
  }

  bounced(word: string, text: unknown): SaidAction {
    if (typeof text === 'string' && text) return { type: 'BOUNCE', text };
    const remedy = 'Give the text first, or undefined for that of WorkMail';
    if (text) this.#refuse('BOUNCE_MESSAGE_NOT_TEXT', `the text of ${word}()`, text, 'it has to be a text', remedy);
    return { type: 'BOUNCE' };
  }

  #checkDirection(word: string, direction = this.#direction): void {
    if (direction === this.#direction) return;
    const remedy = `Use ${direction === 'INBOUND' ? 'send' : 'deliver'}`;
    const reason = 'the word is for the other direction';
    this.#refuse('ACTION_OF_OTHER_DIRECTION', `the direction at ${word}()`, this.#direction, reason, remedy);
  }

  #refuse(...parts: Parameters<typeof problem>): void {
    this.problems.push(problem(...parts));
  }
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
