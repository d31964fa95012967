import { type AnsweredActions, uniqueActionKey } from '../run-lambda';
import { DEFAULT, type SaidAction } from './notes';

/** How many recipients get what: by action type, `FALLBACK` for those left to it, `ADDED` for those added. */
export type AnswerCounts = Readonly<Record<string, number>>;

/** The same for two actions that WorkMail counts as one. */
export function actionKey(action: SaidAction): string {
  return action ? uniqueActionKey(action.type, action.text) : '';
}

/** Those who get one action. */
interface Group {
  readonly action: NonNullable<SaidAction>;
  /** Recipients of the message, and addresses that may be some. */
  readonly named: string[];
  readonly added: string[];
  isForRest: boolean;
}

/** The recipients of a message by what happens to them. Whom no group has gets the fallback. */
export class AnswerGroups {
  readonly counts: Record<string, number> = {};
  readonly #groups = new Map<string, Group>();

  name(recipients: readonly string[], action: SaidAction): void {
    this.#count(action, recipients.length);
    if (action && recipients.length > 0) this.#groupOf(action).named.push(...recipients);
  }

  /** Lets somebody get the message who is no recipient of it. */
  add(address: string): void {
    this.counts.ADDED = (this.counts.ADDED ?? 0) + 1;
    this.#groupOf(DEFAULT).added.push(address);
  }

  /** Gives an action, or the fallback, to so many who are not named, and to those whom a truncated event does not list. */
  giveRest(action: SaidAction, recipients: number): void {
    this.#count(action, recipients);
    if (action) this.#groupOf(action).isForRest = true;
  }

  toActions(): AnsweredActions[] {
    return [...this.#groups.values()].map(({ action: { type, text }, named, added, isForRest }) => {
      const recipients = isForRest ? added : [...named, ...added];
      return {
        action: { type, ...(text !== undefined && { parameters: { bounceMessage: text } }) },
        ...(recipients.length > 0 && { recipients }),
        ...(isForRest && { allRecipients: true }),
      };
    });
  }

  #groupOf(action: NonNullable<SaidAction>): Group {
    const key = actionKey(action);
    const group = this.#groups.get(key) ?? { action, named: [], added: [], isForRest: false };
    this.#groups.set(key, group);
    return group;
  }

  #count(action: SaidAction, recipients: number): void {
    const what = action?.type ?? 'FALLBACK';
    if (recipients > 0) this.counts[what] = (this.counts[what] ?? 0) + recipients;
  }
}
