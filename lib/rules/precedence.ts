import { conclude, type Decision } from './conclusion';
import { type Direction, type Rule, recipientPatterns, senderPatterns } from './documents';
import type { MailAddresses, Match, MatchedBy, MatchedPattern } from './match';
import { matchesAddress, parsePattern, specificity } from './patterns';

/**
 * The rule that applies to mail for one recipient. Inbound, the `Sender` header is matched first and `From` only if no
 * rule matches `Sender`; outbound, either may match. The most specific rule wins, then the most restrictive action.
 *
 * Mail with neither address matches no rule, not even `*`. Whoever knows that an address is empty gives one that only `*`
 * matches, such as the `<>` of SMTP.
 *
 * This looks at every rule, each time, and is the definition; `indexRules` gives the same answers sooner.
 */
export function decide<R extends Rule>(direction: Direction, rules: readonly R[], mail: MailAddresses): Decision<R> {
  const { sender, from, recipient } = mail;
  const bySender = sender ? findMatches(rules, sender, recipient, 'SENDER') : [];
  const needsFrom = direction === 'OUTBOUND' || bySender.length === 0;
  const byFrom = from && needsFrom ? findMatches(rules, from, recipient, 'FROM') : [];
  const matchesSender = () => !!sender && rules.some((rule) => mostSpecificMatch(senderPatterns(rule), sender));
  return conclude(direction, [...bySender, ...byFrom], mail, matchesSender);
}

function findMatches<R extends Rule>(
  rules: readonly R[],
  address: string,
  recipient: string,
  matchedBy: MatchedBy,
): Match<R>[] {
  return rules.flatMap((rule) => {
    const bySender = mostSpecificMatch(senderPatterns(rule), address);
    const byRecipient = bySender && mostSpecificMatch(recipientPatterns(rule), recipient);
    return byRecipient ? [{ rule, matchedBy, sender: bySender, recipient: byRecipient }] : [];
  });
}

function mostSpecificMatch(patterns: readonly string[], address: string): MatchedPattern | undefined {
  let best: MatchedPattern | undefined;
  for (const text of patterns) {
    const pattern = parsePattern(text);
    if (!matchesAddress(pattern, address)) continue;
    const match = { pattern, specificity: specificity(pattern), text };
    if (!best || match.specificity > best.specificity) best = match;
  }
  return best;
}
