import { type Direction, isAddress, type OpenReading, type Problem } from '../rules';
import { comparable, OUTBOUND_RECIPIENTS, UNIQUE_ACTIONS, uniqueActionKey } from '../run-lambda';
import { type AnswerEntry, type AnsweredAction, readAnswer } from './answer-document';
import type { Notice } from './notices';

/** What an answer says about one recipient. */
export interface Answered {
  readonly recipient: string;
  readonly action: AnsweredAction;
  /** The entry that decided: `actions[0]`. */
  readonly path: string;
  /** Whether the entry names the recipient, or means it by `allRecipients`. */
  readonly named: boolean;
  readonly openReadings: readonly OpenReading[];
}

export interface ValidAnswer {
  readonly valid: true;
  readonly decided: readonly Answered[];
  /** Recipients that the answer neither names nor means: they get the fallback. */
  readonly leftOut: readonly { readonly recipient: string; readonly openReadings: readonly OpenReading[] }[];
  /** Recipients of the eleventh and later unique actions: they get the fallback. */
  readonly beyondLimit: readonly Answered[];
  /** Recipients that the message did not have. */
  readonly added: readonly Answered[];
  readonly notices: readonly Notice[];
}

export type Interpretation = ValidAnswer | { readonly valid: false; readonly problem: Problem };

export interface InterpretationOptions {
  /** Whether an address is of the organization, so that an inbound answer may add it. Without it, every address is. */
  readonly isOwnAddress?: (address: string) => boolean;
  /** Recipients of the message that were not the function's to decide. */
  readonly otherRecipients?: readonly string[];
}

/** An entry, and whether its action is one too many. */
interface RankedEntry extends AnswerEntry {
  readonly beyond: boolean;
}

/** A recipient as the answer names it first. */
interface Naming {
  readonly recipient: string;
  readonly entry: RankedEntry;
  readonly openReadings: OpenReading[];
}

/** What the answer of a synchronous function means for the recipients that the function was to decide. */
export function interpretAnswer(
  direction: Direction,
  payload: string,
  recipients: readonly string[],
  options: InterpretationOptions = {},
): Interpretation {
  const document = readAnswer(direction, payload);
  if ('problem' in document) return { valid: false, problem: document.problem };

  const notices: Notice[] = [];
  const { entries, openReadings } = rankEntries(document.entries, notices);
  const named = nameRecipients(entries, notices);
  const general = chooseGeneralEntry(entries, notices);

  const original = new Set(recipients.map(comparable));
  const decided: Answered[] = [];
  const beyondLimit: Answered[] = [];
  const leftOut: { recipient: string; openReadings: OpenReading[] }[] = [];
  for (const recipient of recipients) {
    const naming = named.get(comparable(recipient)) ?? general;
    if (!naming) {
      leftOut.push({ recipient, openReadings });
      continue;
    }
    const isNamed = naming !== general;
    const answered = assign(recipient, naming, isNamed, [...openReadings, ...caseReadings(recipient, naming, isNamed)]);
    (naming.entry.beyond ? beyondLimit : decided).push(answered);
  }

  const newcomers = [...named].filter(([address]) => !original.has(address)).map(([, naming]) => naming);
  const others = new Set((options.otherRecipients ?? []).map(comparable));
  const isOwn = direction === 'OUTBOUND' ? () => true : (options.isOwnAddress ?? (() => true));
  const added = newcomers.filter((naming) => mayBeAdded(naming, others, isOwn, notices));
  const count = recipients.length + added.length;
  if (direction === 'OUTBOUND' && count > OUTBOUND_RECIPIENTS) return { valid: false, problem: tooMany(count) };
  return {
    valid: true,
    decided,
    leftOut,
    beyondLimit,
    added: added.map((naming) => assign(naming.recipient, naming, true, [...openReadings, 'addedRecipients'])),
    notices,
  };
}

function assign(recipient: string, naming: Naming, named: boolean, openReadings: OpenReading[]): Answered {
  const { path, type, disposition, text } = naming.entry;
  const action = { type, disposition, ...(text !== undefined && { text }) };
  return { recipient, action, path, named, openReadings: [...naming.openReadings, ...openReadings] };
}

function caseReadings(recipient: string, naming: Naming, named: boolean): OpenReading[] {
  return named && naming.recipient.trim() !== recipient.trim() ? ['letterCase'] : [];
}

/** Tells the entries whose action is one too many, and on what the validity of all of them rests. */
function rankEntries(
  entries: readonly AnswerEntry[],
  notices: Notice[],
): { entries: RankedEntry[]; openReadings: OpenReading[] } {
  const unique = new Set<string>();
  const ranked = entries.map((entry) => {
    const key = actionKey(entry);
    if (unique.size < UNIQUE_ACTIONS) unique.add(key);
    return { ...entry, beyond: !unique.has(key) };
  });
  const forNobody = entries.filter(({ hasRecipients, allRecipients }) => !hasRecipients && !allRecipients);
  for (const { path } of forNobody) {
    notices.push({
      code: 'ENTRY_FOR_NOBODY',
      text: `${path} has neither recipients nor allRecipients; it changes nothing.`,
    });
  }
  if (ranked.some(({ beyond }) => beyond)) {
    const text = `The answer has more than ${UNIQUE_ACTIONS} unique actions; the recipients of the later ones get the fallback.`;
    notices.push({ code: 'TOO_MANY_ACTIONS', text });
  }
  const openReadings: OpenReading[] = [];
  if (entries.length === 0 || forNobody.length > 0) openReadings.push('actionsForNobody');
  if (entries.length > UNIQUE_ACTIONS) openReadings.push('uniqueActions');
  return { entries: ranked, openReadings };
}

function actionKey({ type, text }: AnsweredAction): string {
  return uniqueActionKey(type, text);
}

/** The recipients that entries name, each with the first entry that does. */
function nameRecipients(entries: readonly RankedEntry[], notices: Notice[]): Map<string, Naming> {
  const named = new Map<string, Naming>();
  for (const entry of entries) {
    for (const recipient of entry.recipients) {
      const first = named.get(comparable(recipient));
      if (!first) {
        named.set(comparable(recipient), { recipient: recipient.trim(), entry, openReadings: [] });
      } else if (first.openReadings.length === 0 && actionKey(first.entry) !== actionKey(entry)) {
        first.openReadings.push('recipientNamedTwice');
        const text = `${recipient} stands in ${first.entry.path} and in ${entry.path} with another action; the first counts.`;
        notices.push({ code: 'RECIPIENT_NAMED_TWICE', text });
      }
    }
  }
  return named;
}

/** The entry for everybody who is not named. */
function chooseGeneralEntry(entries: readonly RankedEntry[], notices: Notice[]): Naming | undefined {
  const [first, ...others] = entries.filter((entry) => entry.allRecipients);
  if (!first) return undefined;
  const rival = others.find((entry) => actionKey(entry) !== actionKey(first));
  if (!rival) return { recipient: '', entry: first, openReadings: [] };
  const text = `${first.path} and ${rival.path} are for all recipients with different actions; the first counts.`;
  notices.push({ code: 'SEVERAL_FOR_ALL_RECIPIENTS', text });
  return { recipient: '', entry: first, openReadings: ['severalForAllRecipients'] };
}

function mayBeAdded(
  { recipient, entry }: Naming,
  others: ReadonlySet<string>,
  isOwn: (address: string) => boolean,
  notices: Notice[],
): boolean {
  const ignore = (code: string, reason: string): false => {
    notices.push({ code, text: `${entry.path} names ${JSON.stringify(recipient)}, ${reason}; ignored.` });
    return false;
  };
  if (others.has(comparable(recipient))) {
    return ignore('DECIDED_ELSEWHERE', 'a recipient of the message that this rule does not decide');
  }
  if (!isAddress(recipient)) return ignore('NOT_AN_ADDRESS', 'which is not an address');
  if (entry.beyond) return ignore('ADDED_BEYOND_LIMIT', 'a new recipient, with one action too many');
  if (entry.type === 'DROP' || entry.type === 'BOUNCE') {
    return ignore('ADDED_WITHOUT_DELIVERY', `not a recipient of the message, so there is nothing to ${entry.type}`);
  }
  if (!isOwn(recipient)) {
    return ignore('ADDED_FROM_OUTSIDE', 'a new recipient outside the organization, which an inbound answer cannot add');
  }
  return true;
}

function tooMany(count: number): Problem {
  return {
    code: 'TOO_MANY_RECIPIENTS',
    path: 'recipients of the message with those that the answer adds',
    value: count,
    reason: `an outbound function may have up to ${OUTBOUND_RECIPIENTS} recipients`,
    remedy: 'Add fewer recipients, or a group in their place',
  };
}
