import { type Choice, conclude, type Decision } from './conclusion';
import { type Direction, type Rule, recipientPatterns, senderPatterns } from './documents';
import type { MailAddresses, Match, MatchedBy, MatchedPattern } from './match';
import { commonNumbers, lowestCommon } from './number-sets';
import { listAt } from './packed-lists';
import { type PatternTable, patternTable } from './pattern-table';
import { type Places, placesOf, type RankedRules, rankRules } from './rule-places';

/** Chooses among the rules of one organization and direction without looking at each of them. */
export interface RuleIndex<R extends Rule> {
  /** The rule that applies, and nothing else: takes the same time however many rules and patterns there are. */
  choose(mail: MailAddresses): Choice<R>;
  /** All that {@link decide} says, from the rules that match. */
  decide(mail: MailAddresses): Decision<R>;
}

interface Side {
  readonly places: Places;
  readonly table: PatternTable;
}

interface Tables<R extends Rule> {
  readonly ranked: RankedRules<R>;
  readonly senders: Side;
  readonly recipients: Side;
}

/** The best rule for two addresses, with the positions of the patterns by which it matches. */
interface Found {
  readonly number: number;
  readonly sender: number;
  readonly recipient: number;
}

/** Prepares rules, as {@link validateRule} takes them, for many decisions. What {@link decide} answers, this answers. */
export function indexRules<R extends Rule>(direction: Direction, rules: readonly R[]): RuleIndex<R> {
  const ranked = rankRules(direction, rules);
  const tables: Tables<R> = {
    ranked,
    senders: toSide(placesOf(ranked, senderPatterns)),
    recipients: toSide(placesOf(ranked, recipientPatterns)),
  };
  return {
    choose: (mail) => choose(direction, tables, mail),
    decide: (mail) => decideFast(direction, tables, mail),
  };
}

function toSide(places: Places): Side {
  return { places, table: patternTable(places.patterns.map(({ pattern }) => pattern)) };
}

function choose<R extends Rule>(
  direction: Direction,
  tables: Tables<R>,
  { sender, from, recipient }: MailAddresses,
): Choice<R> {
  const { rules } = tables.ranked;
  const list = tables.recipients.table.find(recipient);
  const bySender = sender ? findBest(tables, sender, list) : undefined;
  const needsFrom = direction === 'OUTBOUND' || !bySender;
  const byFrom = from && needsFrom ? findBest(tables, from, list) : undefined;
  if (bySender && !(byFrom && isBefore(tables, byFrom, bySender))) {
    return { winner: rules[bySender.number]!, matchedBy: 'SENDER' };
  }
  return byFrom ? { winner: rules[byFrom.number]!, matchedBy: 'FROM' } : {};
}

/**
 * The best rule for a sender and the recipients of a list. Patterns come most specific first, and the lowest number is
 * that of the best rule: the first that two patterns have in common is it.
 */
function findBest<R extends Rule>(
  { senders, recipients }: Tables<R>,
  address: string,
  recipientList: number,
): Found | undefined {
  const senderList = senders.table.find(address);
  const { starts: senderStarts, items: senderItems } = senders.table.lists;
  const { starts: recipientStarts, items: recipientItems } = recipients.table.lists;
  for (let i = senderStarts[senderList]!; i < senderStarts[senderList + 1]!; i++) {
    const sender = senderItems[i]!;
    for (let j = recipientStarts[recipientList]!; j < recipientStarts[recipientList + 1]!; j++) {
      const recipient = recipientItems[j]!;
      const number = lowestCommon(senders.places.rules, sender, recipients.places.rules, recipient);
      if (number >= 0) return { number, sender, recipient };
    }
  }
  return undefined;
}

function isBefore<R extends Rule>({ ranked, senders, recipients }: Tables<R>, a: Found, b: Found): boolean {
  const specificityOf = ({ places }: Side, position: number) => places.patterns[position]!.specificity;
  const difference =
    specificityOf(senders, b.sender) - specificityOf(senders, a.sender) ||
    specificityOf(recipients, b.recipient) - specificityOf(recipients, a.recipient) ||
    ranked.ranks[a.number]! - ranked.ranks[b.number]!;
  return difference < 0;
}

function decideFast<R extends Rule>(direction: Direction, tables: Tables<R>, mail: MailAddresses): Decision<R> {
  const { sender, from, recipient } = mail;
  const bySender = sender ? findAll(tables, sender, recipient, 'SENDER') : [];
  const needsFrom = direction === 'OUTBOUND' || bySender.length === 0;
  const byFrom = from && needsFrom ? findAll(tables, from, recipient, 'FROM') : [];
  const { table } = tables.senders;
  const matchesSender = () => !!sender && listAt(table.lists, table.find(sender)).length > 0;
  return conclude(direction, [...bySender, ...byFrom], mail, matchesSender);
}

/** Each rule that matches, once for each pair of its patterns that do. */
function findAll<R extends Rule>(
  { ranked, senders, recipients }: Tables<R>,
  address: string,
  recipientAddress: string,
  matchedBy: MatchedBy,
): Match<R>[] {
  const matches: Match<R>[] = [];
  const recipientPositions = listAt(recipients.table.lists, recipients.table.find(recipientAddress));
  for (const bySender of listAt(senders.table.lists, senders.table.find(address))) {
    for (const byRecipient of recipientPositions) {
      for (const number of commonNumbers(senders.places.rules, bySender, recipients.places.rules, byRecipient)) {
        const sender = asWritten(senders.places, bySender, number);
        const recipient = asWritten(recipients.places, byRecipient, number);
        matches.push({ rule: ranked.rules[number]!, matchedBy, sender, recipient });
      }
    }
  }
  return matches;
}

function asWritten({ patterns, spellings }: Places, position: number, number: number): MatchedPattern {
  const pattern = patterns[position]!;
  const text = spellings[position]!.get(number);
  return text === undefined ? pattern : { ...pattern, text };
}
