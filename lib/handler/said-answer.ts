import type { Direction } from '../rules';
import type { InboundAnswer, OutboundAnswer } from './answer';
import { DEFAULT, Notes, type Word } from './notes';

const DROP = { type: 'DROP' } as const;
const JUNK = { type: 'MOVE_TO_JUNK' } as const;
const NO_JUNK = { type: 'BYPASS_SPAM_CHECK' } as const;

/** Those that name recipients, but for `bounce` with its text. */
const NAMING_WORDS: Readonly<Record<string, Word>> = {
  drop: [DROP],
  deliver: [DEFAULT, 'INBOUND'],
  deliverToJunk: [JUNK, 'INBOUND'],
  neverDeliverToJunk: [NO_JUNK, 'INBOUND'],
  send: [DEFAULT, 'OUTBOUND'],
  addRecipients: [DEFAULT],
  leaveToFallback: [undefined],
};

/** Those about the rest, but for `bounceRest`. */
const REST_WORDS: Readonly<Record<string, Word>> = {
  dropRest: [DROP],
  deliverRest: [DEFAULT, 'INBOUND'],
  deliverRestToJunk: [JUNK, 'INBOUND'],
  neverDeliverRestToJunk: [NO_JUNK, 'INBOUND'],
  sendRest: [DEFAULT, 'OUTBOUND'],
  leaveRestToFallback: [undefined],
};

/**
 * An answer in the making. It has the words of both directions, so that one of the other direction, which JavaScript lets
 * through, is an error with a remedy.
 */
export interface SaidAnswer extends InboundAnswer, OutboundAnswer {
  readonly notes: Notes;
}

export function newAnswer(direction: Direction): SaidAnswer {
  return Object.assign(Object.create(WORDS), { notes: new Notes(direction) });
}

/** Made once; it is left out of bundles that do not need it. */
const WORDS: ThisType<SaidAnswer> = /* @__PURE__ */ defineWords();

function defineWords(): ThisType<SaidAnswer> {
  const words: Record<string, unknown> & ThisType<SaidAnswer> = {
    bounce(text: unknown, recipients: unknown) {
      this.notes.name('bounce', [this.notes.bounced('bounce', text)], recipients);
      return this;
    },
    bounceRest(text: unknown) {
      this.notes.decideRest('bounceRest', [this.notes.bounced('bounceRest', text)]);
      return this;
    },
  };
  for (const [name, word] of Object.entries(NAMING_WORDS)) {
    words[name] = function (this: SaidAnswer, recipients: unknown) {
      this.notes.name(name, word, recipients);
      return this;
    };
  }
  for (const [name, word] of Object.entries(REST_WORDS)) {
    words[name] = function (this: SaidAnswer) {
      this.notes.decideRest(name, word);
      return this;
    };
  }
  return words;
}
