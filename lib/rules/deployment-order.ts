import { type Rule, recipientPatterns, senderPatterns } from './documents';
import { overlap, type Pattern, parsePattern, specificity } from './patterns';

/** Rules of one organization and direction that are created or removed at the same time, at most. */
export const MOST_IN_FLIGHT = 10;

/**
 * For each rule, the positions of the rules that must stand before it comes and stay until it has gone: the more
 * specific rules that it overlaps (exceptions arrive first and leave last), and what keeps at most `mostInFlight` of
 * them in flight.
 *
 * The rules are lined up from the most to the least specific; each waits for the one `mostInFlight` places before it.
 * That makes `mostInFlight` chains, so that waiting for one rule of a chain is waiting for all before it: no rule needs
 * more than one dependency per chain.
 */
export function deploymentOrder(rules: readonly Rule[], mostInFlight = MOST_IN_FLIGHT): number[][] {
  const dependencies: number[][] = rules.map(() => []);
  const read = rules.map(readRule);
  const line = rules.map((_rule, index) => index).sort((a, b) => compare(read[a]!, read[b]!) || a - b);
  for (const [place, index] of line.entries()) {
    const needed = new Map<number, number>();
    if (place >= mostInFlight) needed.set(place % mostInFlight, place - mostInFlight);
    for (let before = 0; before < place; before++) {
      if (isException(read[line[before]!]!, read[index]!)) needed.set(before % mostInFlight, before);
    }
    dependencies[index] = [...new Set([...needed.values()])].map((before) => line[before]!);
  }
  return dependencies;
}

interface ReadRule {
  readonly senders: readonly Pattern[];
  readonly recipients: readonly Pattern[];
  readonly senderSpecificity: number;
  readonly recipientSpecificity: number;
}

function readRule(rule: Rule): ReadRule {
  const senders = senderPatterns(rule).map(parsePattern);
  const recipients = recipientPatterns(rule).map(parsePattern);
  return {
    senders,
    recipients,
    senderSpecificity: Math.max(...senders.map(specificity)),
    recipientSpecificity: Math.max(...recipients.map(specificity)),
  };
}

/** The more specific rule first: by sender, then by recipient, as precedence has it. */
function compare(a: ReadRule, b: ReadRule): number {
  return b.senderSpecificity - a.senderSpecificity || b.recipientSpecificity - a.recipientSpecificity;
}

/** Is there mail for which both rules match and the first one wins by being more specific? */
function isException(first: ReadRule, second: ReadRule): boolean {
  return first.senders.some((sender) =>
    second.senders.some((otherSender) => {
      const bySender = specificity(sender) - specificity(otherSender);
      if (bySender < 0 || !overlap(sender, otherSender)) return false;
      return first.recipients.some((recipient) =>
        second.recipients.some(
          (otherRecipient) =>
            (bySender > 0 || specificity(recipient) > specificity(otherRecipient)) &&
            overlap(recipient, otherRecipient),
        ),
      );
    }),
  );
}
