import { actionTitle, restrictiveness } from './actions';
import { type Direction, type Rule, recipientPatterns, senderPatterns } from './documents';
import type { OpenReading } from './open-readings';
import { matchesAddress, type Pattern, parsePattern, specificity } from './patterns';

/** What the choice of a rule looks at: addresses in the message's headers, not in the SMTP envelope. */
export interface MailAddresses {
  /** The address in the `From` header. */
  readonly from?: string;
  /** The address in the `Sender` header, where there is one. */
  readonly sender?: string;
  readonly recipient: string;
}

export interface Decision<R extends Rule> {
  /** The one rule that applies to the recipient; none: WorkMail's default. */
  readonly winner?: R;
  /** The header whose address the winner matched. */
  readonly matchedBy?: 'SENDER' | 'FROM';
  /** The rules that match too, the next best first. */
  readonly losers: readonly { readonly rule: R; readonly why: string }[];
  readonly openReadings: readonly OpenReading[];
}

/** A rule that matches a message for one recipient. */
interface Match<R extends Rule> {
  readonly rule: R;
  readonly sender: Pattern;
  readonly recipient: Pattern;
  readonly matchedBy: 'SENDER' | 'FROM';
  /** Without its letter case ignored, a pattern would not match. */
  readonly letterCase: boolean;
}

/** A pattern that matches an address. */
interface PatternMatch {
  readonly pattern: Pattern;
  readonly letterCase: boolean;
}

/**
 * The rule that applies to mail for one recipient. Inbound, the `Sender` header is matched first and `From` only if no
 * rule matches `Sender`; outbound, either may match. The most specific rule wins, then the most restrictive action.
 */
export function decide<R extends Rule>(direction: Direction, rules: readonly R[], mail: MailAddresses): Decision<R> {
  const bySender = mail.sender ? matches(rules, mail.sender, mail.recipient, 'SENDER') : [];
  const needsFrom = direction === 'OUTBOUND' || bySender.length === 0;
  const byFrom = mail.from && needsFrom ? matches(rules, mail.from, mail.recipient, 'FROM') : [];
  const ranked = [...bySender, ...byFrom].sort((a, b) => compareMatches(direction, a, b));
  const [best, ...rest] = ranked;
  if (!best) return { losers: [], openReadings: [] };

  const seen = new Set<R>([best.rule]);
  const losers = rest.filter(({ rule }) => !seen.has(rule) && seen.add(rule));
  const reasons = losers.map((match) => ({ rule: match.rule, ...whyLost(direction, best, match) }));
  const openReadings = [
    ...reasons.flatMap((reason) => reason.openReadings),
    ...(best.letterCase ? (['letterCase'] as const) : []),
    ...(best.matchedBy === 'FROM' && senderMatchesElsewhere(direction, rules, mail)
      ? (['senderForOtherRecipients'] as const)
      : []),
  ];
  return {
    winner: best.rule,
    matchedBy: best.matchedBy,
    losers: reasons.map(({ rule, why }) => ({ rule, why })),
    openReadings: [...new Set(openReadings)],
  };
}

/** Inbound, a rule that matches `Sender` keeps `From` from being asked; here it does so for other recipients only. */
function senderMatchesElsewhere(direction: Direction, rules: readonly Rule[], { sender }: MailAddresses): boolean {
  if (direction === 'OUTBOUND' || !sender) return false;
  return rules.some((rule) => mostSpecificMatch(senderPatterns(rule), sender) !== undefined);
}

function matches<R extends Rule>(
  rules: readonly R[],
  address: string,
  recipient: string,
  matchedBy: 'SENDER' | 'FROM',
): Match<R>[] {
  return rules.flatMap((rule) => {
    const bySender = mostSpecificMatch(senderPatterns(rule), address);
    const byRecipient = bySender && mostSpecificMatch(recipientPatterns(rule), recipient);
    if (!byRecipient) return [];
    const letterCase = bySender.letterCase || byRecipient.letterCase;
    return [{ rule, sender: bySender.pattern, recipient: byRecipient.pattern, matchedBy, letterCase }];
  });
}

function mostSpecificMatch(patterns: readonly string[], address: string): PatternMatch | undefined {
  let best: PatternMatch | undefined;
  for (const text of patterns) {
    const pattern = parsePattern(text);
    if (!matchesAddress(pattern, address) || (best && specificity(pattern) <= specificity(best.pattern))) continue;
    // All forms but * end in what the address must end in.
    best = { pattern, letterCase: !address.endsWith(text.replace(/^\*\.?/, '')) };
  }
  return best;
}

function compareMatches<R extends Rule>(direction: Direction, a: Match<R>, b: Match<R>): number {
  return (
    specificity(b.sender) - specificity(a.sender) ||
    specificity(b.recipient) - specificity(a.recipient) ||
    restrictiveness(direction, a.rule.Action) - restrictiveness(direction, b.rule.Action) ||
    (a.rule.Name < b.rule.Name ? -1 : a.rule.Name > b.rule.Name ? 1 : 0)
  );
}

function whyLost<R extends Rule>(
  direction: Direction,
  winner: Match<R>,
  loser: Match<R>,
): { why: string; openReadings: OpenReading[] } {
  const name = `"${winner.rule.Name}"`;
  const title = (match: Match<R>) => actionTitle(direction, match.rule.Action);
  const bySender = specificity(winner.sender) - specificity(loser.sender);
  const byRecipient = specificity(winner.recipient) - specificity(loser.recipient);
  const wildcards = (a: Pattern, b: Pattern): OpenReading[] =>
    a.kind === 'wildcardDomain' && b.kind === 'wildcardDomain' ? ['longerWildcardDomain'] : [];
  if (bySender > 0) {
    return {
      why: `${name} matches the sender more specifically (${show(winner.sender)} before ${show(loser.sender)})`,
      openReadings: [
        ...wildcards(winner.sender, loser.sender),
        ...(byRecipient < 0 ? (['senderBeforeRecipient'] as const) : []),
      ],
    };
  }
  if (byRecipient > 0) {
    return {
      why: `${name} matches the recipient more specifically (${show(winner.recipient)} before ${show(loser.recipient)})`,
      openReadings: wildcards(winner.recipient, loser.recipient),
    };
  }
  if (restrictiveness(direction, winner.rule.Action) < restrictiveness(direction, loser.rule.Action)) {
    return {
      why: `${name} is as specific, and its action ${title(winner)} comes before ${title(loser)}`,
      openReadings: [],
    };
  }
  return {
    why: `${name} is as specific, has an action as restrictive, and comes first by name`,
    openReadings: ['equalRules'],
  };
}

function show(pattern: Pattern): string {
  switch (pattern.kind) {
    case 'any':
      return '*';
    case 'address':
      return pattern.address;
    case 'domain':
      return pattern.domain;
    case 'wildcardDomain':
      return `*.${pattern.domain}`;
  }
}
