import type { Direction } from '../rules';

/** The action types of each direction, as the guide's "Synchronous Run Lambda response schema" has them. */
export interface AnswerTypes {
  readonly INBOUND: 'DROP' | 'BOUNCE' | 'MOVE_TO_JUNK' | 'DEFAULT' | 'BYPASS_SPAM_CHECK';
  readonly OUTBOUND: 'DROP' | 'BOUNCE' | 'DEFAULT';
}

/** What a synchronous function answers to WorkMail. What WorkMail takes beyond this is in the JSON Schemas. */
export interface MailFlowAnswer<D extends Direction = Direction> {
  readonly actions: readonly AnsweredActions<D>[];
}

/** One element of `actions`: an action, and for whom. */
export interface AnsweredActions<D extends Direction = Direction> {
  readonly action: {
    readonly type: AnswerTypes[D];
    /** Of a bounce only. Without them WorkMail uses a text of its own. */
    readonly parameters?: { readonly bounceMessage: string };
  };
  readonly recipients?: readonly string[];
  /** For everybody whom the answer does not name. */
  readonly allRecipients?: boolean;
}

/** The same for two actions that count as one of the ten (open reading `uniqueActions`). */
export function uniqueActionKey(type: string, bounceMessage: string | undefined): string {
  return bounceMessage === undefined ? type : `${type} ${bounceMessage}`;
}
