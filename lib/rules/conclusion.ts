import { actionTitle, restrictiveness } from './actions';
import type { Direction, Rule } from './documents';
import { compareMatches, type MailAddresses, type Match, type MatchedBy, type MatchedPattern } from './match';
import type { OpenReading } from './open-readings';

/** Which rule applies. */
export interface Choice<R extends Rule> {
  /** The one rule that applies to the recipient; none: WorkMail's default. */
  readonly winner?: R;
  readonly matchedBy?: MatchedBy;
}

/** Which rule applies, and why. */
export interface Decision<R extends Rule> extends Choice<R> {
  /** The rules that match too, the next best first. */
  readonly losers: readonly { readonly rule: R; readonly why: string }[];
  readonly openReadings: readonly OpenReading[];
}

/**
 * The decision between the rules that match; of several matches of a rule the best counts. `matchesSender` says whether
 * any rule matches the address in `Sender`, for this recipient or not.
 */
export function conclude<R extends Rule>(
  direction: Direction,
  matching: readonly Match<R>[],
  mail: MailAddresses,
  matchesSender: () => boolean,
): Decision<R> {
  const [best, ...rest] = matching.toSorted((a, b) => compareMatches(direction, a, b));
  if (!best) return { losers: [], openReadings: [] };

  const openReadings = new Set<OpenReading>();
  const losers: { rule: R; why: string }[] = [];
  const seen = new Set<R>([best.rule]);
  for (const match of rest) {
    if (seen.has(match.rule)) continue;
    seen.add(match.rule);
    const reason = whyLost(direction, best, match);
    losers.push({ rule: match.rule, why: reason.why });
    for (const reading of reason.openReadings) openReadings.add(reading);
  }
  if (ignoresLetterCase(best, mail)) openReadings.add('letterCase');
  // Inbound, a rule that matches Sender keeps From from being asked; here it does so for other recipients only.
  if (direction === 'INBOUND' && best.matchedBy === 'FROM' && matchesSender()) {
    openReadings.add('senderForOtherRecipients');
  }
  return { winner: best.rule, matchedBy: best.matchedBy, losers, openReadings: [...openReadings] };
}

/** Does the rule match only because letter case does not count? */
function ignoresLetterCase({ matchedBy, sender, recipient }: Match<Rule>, mail: MailAddresses): boolean {
  const address = (matchedBy === 'SENDER' ? mail.sender : mail.from) ?? '';
  return !endsAsWritten(sender, address) || !endsAsWritten(recipient, mail.recipient);
}

/** All forms of patterns but `*` end in what the address must end in. */
function endsAsWritten({ text }: MatchedPattern, address: string): boolean {
  return address.endsWith(text.replace(/^\*\.?/, ''));
}

interface Reason {
  readonly why: string;
  readonly openReadings: readonly OpenReading[];
}

function whyLost(direction: Direction, winner: Match<Rule>, loser: Match<Rule>): Reason {
  const name = `"${winner.rule.Name}"`;
  const bySender = winner.sender.specificity - loser.sender.specificity;
  const byRecipient = winner.recipient.specificity - loser.recipient.specificity;
  if (bySender > 0) {
    const wildcards = readingOfWildcards(winner.sender, loser.sender);
    return {
      why: `${name} matches the sender more specifically (${inOrder(winner.sender, loser.sender)})`,
      openReadings: byRecipient < 0 ? [...wildcards, 'senderBeforeRecipient'] : wildcards,
    };
  }
  if (byRecipient > 0) {
    return {
      why: `${name} matches the recipient more specifically (${inOrder(winner.recipient, loser.recipient)})`,
      openReadings: readingOfWildcards(winner.recipient, loser.recipient),
    };
  }
  const [action, other] = [winner.rule.Action, loser.rule.Action];
  if (restrictiveness(direction, action) < restrictiveness(direction, other)) {
    const order = `${actionTitle(direction, action)} comes before ${actionTitle(direction, other)}`;
    return { why: `${name} is as specific, and its action ${order}`, openReadings: [] };
  }
  return {
    why: `${name} is as specific, has an action as restrictive, and comes first by name`,
    openReadings: ['equalRules'],
  };
}

function inOrder(first: MatchedPattern, second: MatchedPattern): string {
  return `${first.text.toLowerCase()} before ${second.text.toLowerCase()}`;
}

function readingOfWildcards(a: MatchedPattern, b: MatchedPattern): OpenReading[] {
  const both = a.pattern.kind === 'wildcardDomain' && b.pattern.kind === 'wildcardDomain';
  return both ? ['longerWildcardDomain'] : [];
}
