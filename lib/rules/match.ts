import { restrictiveness } from './actions';
import type { Direction, Rule } from './documents';
import type { Pattern } from './patterns';

/** What the choice of a rule looks at: addresses in the message's headers, not in the SMTP envelope. */
export interface MailAddresses {
  /** The address in the `From` header. */
  readonly from?: string;
  /** The address in the `Sender` header, where there is one. */
  readonly sender?: string;
  readonly recipient: string;
}

/** The header whose address the sender's pattern matches. */
export type MatchedBy = 'SENDER' | 'FROM';

/** A rule that matches a message for one recipient, by two of its patterns. */
export interface Match<R extends Rule> {
  readonly rule: R;
  readonly matchedBy: MatchedBy;
  readonly sender: MatchedPattern;
  readonly recipient: MatchedPattern;
}

/** A pattern of a rule that matches an address. */
export interface MatchedPattern {
  readonly pattern: Pattern;
  readonly specificity: number;
  /** As the rule writes it. */
  readonly text: string;
}

/** The better match first; 0 if nothing tells which one it is. */
export function compareMatches(direction: Direction, a: Match<Rule>, b: Match<Rule>): number {
  return (
    b.sender.specificity - a.sender.specificity ||
    b.recipient.specificity - a.recipient.specificity ||
    compareRules(direction, a.rule, b.rule)
  );
}

/** Of rules that match equally specifically: the most restrictive action first, then the name. */
export function compareRules(direction: Direction, a: Rule, b: Rule): number {
  return (
    restrictiveness(direction, a.Action) - restrictiveness(direction, b.Action) ||
    (a.Name < b.Name ? -1 : a.Name > b.Name ? 1 : 0)
  );
}
