import { lambdaAction, restrictiveness } from './actions';
import { type Direction, type Rule, recipientPatterns, senderPatterns } from './documents';
import { lowestCommon } from './number-sets';
import type { OpenReading } from './open-readings';
import { type Places, placesOf, rankRules } from './rule-places';

/**
 * What is odd between rules. Codes are stable across releases. A rule that loses all its mail, and some of it by its name
 * only, ties: that it never applies is not certain.
 */
export type ConflictCode = 'ruleNeverApplies' | 'rulesTie' | 'runLambdaBeaten';

/** A rule that loses, for some of its mail or for all, to rules that match it as specifically. */
export interface Conflict<R extends Rule> {
  readonly code: ConflictCode;
  readonly rule: R;
  /** The rules that win, the best first. */
  readonly winners: readonly R[];
  /** One pair of patterns for whose mail it loses. */
  readonly sender: string;
  readonly recipient: string;
  /** How many pairs of its patterns there are for whose mail it loses. */
  readonly pairs: number;
  /** Whether there is mail to which it applies. */
  readonly applies: boolean;
  readonly openReadings: readonly OpenReading[];
  /** What it means, and what to do. */
  readonly sentence: string;
}

/** The pairs of a rule's patterns for whose mail another rule wins, which has them too. */
interface Loss<R extends Rule> {
  readonly winner: R;
  readonly sender: string;
  readonly recipient: string;
  pairs: number;
}

/**
 * The rules of one organization and direction that can never win, those that tie with the rule that wins, and Run Lambda
 * rules that any other action beats.
 *
 * For each pair of a sender and a recipient pattern there is mail that no narrower pattern matches: no finite number of
 * narrower patterns covers a domain or a wildcard domain. For that mail the best rule with this very pair wins, and it
 * wins over a rule with the same pair for all other mail that the pair matches. So a rule applies to some mail exactly if
 * it is the best rule for one of its pairs. Mail with both `Sender` and `From` adds nothing: the rule that wins for it
 * wins for one of the two addresses alone.
 */
export function findConflicts<R extends Rule>(direction: Direction, rules: readonly R[]): Conflict<R>[] {
  const ranked = rankRules(direction, rules);
  const senders = placesOf(ranked, senderPatterns);
  const recipients = placesOf(ranked, recipientPatterns);
  return ranked.rules.flatMap((rule, number) => {
    const sides = [sideOf(senders, senderPatterns(rule)), sideOf(recipients, recipientPatterns(rule))] as const;
    const { wins, lost } = comparePairs(number, ...sides);
    const losses = [...lost]
      .sort(([a], [b]) => a - b)
      .map(([winner, loss]) => ({ ...loss, winner: ranked.rules[winner]! }));
    return describeLosses(direction, rule, wins, losses);
  });
}

/** The patterns of one rule among those of all. */
interface Side {
  readonly places: Places;
  readonly own: readonly number[];
}

function sideOf(places: Places, patterns: readonly string[]): Side {
  const texts = new Set(patterns.map((text) => text.toLowerCase()));
  return { places, own: [...texts].map((text) => places.positions.get(text)!) };
}

/** Whether a rule is the best for any pair of its patterns, and to which rules it loses the others, by their numbers. */
function comparePairs(number: number, senders: Side, recipients: Side) {
  const isBestOf = ({ rules }: Places, position: number) => lowestCommon(rules, position, rules, position) === number;
  const contested = recipients.own.filter((recipient) => !isBestOf(recipients.places, recipient));
  const lost = new Map<number, Omit<Loss<Rule>, 'winner'>>();
  let wins = contested.length < recipients.own.length && senders.own.length > 0;
  for (const sender of senders.own) {
    if (isBestOf(senders.places, sender)) {
      wins ||= recipients.own.length > 0;
      continue;
    }
    for (const recipient of contested) {
      const winner = lowestCommon(senders.places.rules, sender, recipients.places.rules, recipient);
      const loss = lost.get(winner);
      if (winner === number) wins = true;
      else if (loss) loss.pairs++;
      else lost.set(winner, { sender: textOf(senders, sender), recipient: textOf(recipients, recipient), pairs: 1 });
    }
  }
  return { wins, lost };
}

function textOf({ places }: Side, position: number): string {
  return places.patterns[position]!.text;
}

function describeLosses<R extends Rule>(
  direction: Direction,
  rule: R,
  wins: boolean,
  losses: readonly Loss<R>[],
): Conflict<R>[] {
  const isTie = ({ winner }: Loss<R>) =>
    restrictiveness(direction, winner.Action) === restrictiveness(direction, rule.Action);
  const ties = losses.filter(isTie);
  const beaten = losses.filter((loss) => !isTie(loss));
  const found: [ConflictCode, readonly Loss<R>[]][] = [
    ['ruleNeverApplies', wins || ties.length > 0 ? [] : beaten],
    ['rulesTie', ties],
    ['runLambdaBeaten', lambdaAction(rule.Action) ? beaten : []],
  ];
  return found.filter(([, some]) => some.length > 0).map(([code, some]) => toConflict(code, rule, wins, some));
}

function toConflict<R extends Rule>(
  code: ConflictCode,
  rule: R,
  applies: boolean,
  losses: readonly Loss<R>[],
): Conflict<R> {
  const winners = losses.map(({ winner }) => winner);
  const pairs = losses.reduce((sum, loss) => sum + loss.pairs, 0);
  const { sender, recipient } = losses[0]!;
  const name = `"${rule.Name}"`;
  return {
    code,
    rule,
    winners,
    sender,
    recipient,
    pairs,
    applies,
    openReadings: code === 'rulesTie' ? ['equalRules'] : [],
    sentence: SENTENCES[code]({
      name,
      winners: listNames(winners),
      mail: `mail from ${sender} to ${recipient}${others(pairs - 1)}`,
      consequence: applies ? '' : `, so that ${name} never applies`,
    }),
  };
}

type Words = Readonly<Record<'name' | 'winners' | 'mail' | 'consequence', string>>;

const SENTENCES: Readonly<Record<ConflictCode, (words: Words) => string>> = {
  ruleNeverApplies: ({ name, winners }) =>
    `${name} never applies. For all its mail another rule is as specific, with an action that comes first: ${winners}. Remove ${name}, or give it more specific patterns`,
  rulesTie: ({ name, winners, mail, consequence }) =>
    `${name} ties with ${winners} for ${mail}: equally specific, and the action as restrictive. Which of them applies is not documented; taken is the first by name${consequence}. Make them one rule, or give one of them more specific patterns`,
  runLambdaBeaten: ({ name, winners, mail }) =>
    `${name} does not run its function for ${mail}: at equal specificity any other action comes before Run Lambda, here that of ${winners}. Give ${name} more specific patterns, or the others less specific ones`,
};

function others(pairs: number): string {
  if (pairs === 0) return '';
  return pairs === 1 ? ' and one more pair of patterns' : ` and ${pairs} more pairs of patterns`;
}

/** Names that a sentence gives before it counts the rest. */
const MOST_NAMES = 3;

function listNames(rules: readonly Rule[]): string {
  const names = rules.slice(0, MOST_NAMES).map(({ Name }) => `"${Name}"`);
  if (rules.length > MOST_NAMES) names.push(`${rules.length - MOST_NAMES} more`);
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
