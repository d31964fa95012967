import { type Choice, conclude, type Decision } from './conclusion';
import { type Direction, type Rule, recipientPatterns, senderPatterns } from './documents';
import type { MailAddresses, Match, MatchedBy, MatchedPattern } from './match';
import { commonNumbers, lowestCommon } from './number-set';
import { type PatternTable, patternTable } from './pattern-table';
import { type Place, type Places, placesOf, type RankedRules, rankRules } from './rule-places';

/** Chooses among the rules of one organization and direction without looking at each of them. */
export interface RuleIndex<R extends Rule> {
  /** The rule that applies, and nothing else: takes the same time however many rules and patterns there are. */
  choose(mail: MailAddresses): Choice<R>;
  /** All that {@link decide} says, from the rules that match. */
  decide(mail: MailAddresses): Decision<R>;
}

/** The rules that both patterns have match; the best of them is the one with the lowest number. */
interface Found {
  readonly sender: Place;
  readonly recipient: Place;
  readonly number: number;
}

interface Tables<R extends Rule> {
  readonly ranked: RankedRules<R>;
  readonly senders: PatternTable<Place>;
  readonly recipients: PatternTable<Place>;
}

/** Prepares rules, as {@link validateRule} takes them, for many decisions. What {@link decide} answers, this answers. */
export function indexRules<R extends Rule>(direction: Direction, rules: readonly R[]): RuleIndex<R> {
  const ranked = rankRules(direction, rules);
  const tables: Tables<R> = {
    ranked,
    senders: tabulate(placesOf(ranked, senderPatterns)),
    recipients: tabulate(placesOf(ranked, recipientPatterns)),
  };
  return {
    choose: (mail) => choose(direction, tables, mail),
    decide: (mail) => decideFast(direction, tables, mail),
  };
}

function tabulate(places: Places): PatternTable<Place> {
  return patternTable([...places.values()].map((place) => [place.pattern, place] as const));
}

function choose<R extends Rule>(
  direction: Direction,
  { ranked, senders, recipients }: Tables<R>,
  { sender, from, recipient }: MailAddresses,
): Choice<R> {
  const places = recipients.find(recipient);
  const bySender = sender ? findBest(senders.find(sender), places) : undefined;
  const needsFrom = direction === 'OUTBOUND' || !bySender;
  const byFrom = from && needsFrom ? findBest(senders.find(from), places) : undefined;
  if (bySender && !(byFrom && isBefore(ranked, byFrom, bySender))) {
    return { winner: ranked.rules[bySender.number]!, matchedBy: 'SENDER' };
  }
  return byFrom ? { winner: ranked.rules[byFrom.number]!, matchedBy: 'FROM' } : {};
}

/** Places come most specific first, and a set's lowest number is its best rule: the first that both have is the best. */
function findBest(senders: readonly Place[], recipients: readonly Place[]): Found | undefined {
  for (const sender of senders) {
    for (const recipient of recipients) {
      const number = lowestCommon(sender.rules, recipient.rules);
      if (number >= 0) return { sender, recipient, number };
    }
  }
  return undefined;
}

function isBefore<R extends Rule>({ ranks }: RankedRules<R>, a: Found, b: Found): boolean {
  const difference =
    b.sender.specificity - a.sender.specificity ||
    b.recipient.specificity - a.recipient.specificity ||
    ranks[a.number]! - ranks[b.number]!;
  return difference < 0;
}

function decideFast<R extends Rule>(direction: Direction, tables: Tables<R>, mail: MailAddresses): Decision<R> {
  const { sender, from, recipient } = mail;
  const bySender = sender ? findAll(tables, sender, recipient, 'SENDER') : [];
  const needsFrom = direction === 'OUTBOUND' || bySender.length === 0;
  const byFrom = from && needsFrom ? findAll(tables, from, recipient, 'FROM') : [];
  const matchesSender = () => !!sender && tables.senders.find(sender).length > 0;
  return conclude(direction, [...bySender, ...byFrom], mail, matchesSender);
}

/** Each rule that matches, once for each pair of its patterns that do. */
function findAll<R extends Rule>(
  { ranked, senders, recipients }: Tables<R>,
  address: string,
  recipient: string,
  matchedBy: MatchedBy,
): Match<R>[] {
  const recipientPlaces = recipients.find(recipient);
  const matches: Match<R>[] = [];
  for (const bySender of senders.find(address)) {
    for (const byRecipient of recipientPlaces) {
      for (const number of commonNumbers(bySender.rules, byRecipient.rules)) {
        const rule = ranked.rules[number]!;
        matches.push({
          rule,
          matchedBy,
          sender: asWritten(bySender, number),
          recipient: asWritten(byRecipient, number),
        });
      }
    }
  }
  return matches;
}

function asWritten(place: Place, number: number): MatchedPattern {
  const text = place.spellings?.get(number);
  return text === undefined ? place : { ...place, text };
}
