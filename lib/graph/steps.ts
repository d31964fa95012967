import {
  type ConflictCode,
  compareRules,
  type Direction,
  documentKey,
  findConflicts,
  findExceptions,
  parsePattern,
  type Rule,
  type RuleSet,
  recipientPatterns,
  SENDER_CONDITION,
  senderPatterns,
  specificity,
} from '../rules';

/**
 * One step on the way to the rule that applies: a rule, or as much of one as has equally specific patterns. The first
 * step that matches decides, so that steps, unlike rules with different patterns, stand in one order.
 */
export interface Step<R extends Rule = Rule> {
  /** From 1. */
  readonly number: number;
  readonly rule: R;
  readonly senders: readonly string[];
  readonly recipients: readonly string[];
  /** Of each of the senders. */
  readonly specificity: number;
  /** Whether there is mail on which this step decides. */
  readonly applies: boolean;
  /**
   * Numbers of less specific steps that match some of the same mail, without those that never apply and those that follow
   * from others.
   */
  readonly exceptionTo: readonly number[];
  /** Numbers of the other steps of the same rule. */
  readonly sameRule: readonly number[];
  readonly conflicts: readonly StepConflict[];
}

export type StepsByDirection = Readonly<Record<Direction, readonly Step[]>>;

/** What is odd between this step and others that match as specifically. */
export interface StepConflict {
  readonly code: ConflictCode;
  /** The numbers of the steps that decide instead. */
  readonly winners: readonly number[];
}

/** A rule with some of its patterns, before it has its place. */
interface Part<R extends Rule> {
  readonly whole: R;
  readonly rule: Rule;
  readonly senders: readonly string[];
  readonly recipients: readonly string[];
  readonly senderSpecificity: number;
  readonly recipientSpecificity: number;
}

/** The rules of one direction as steps, in the order of precedence. */
export function stepsOf<R extends Rule>(direction: Direction, rules: readonly R[]): Step<R>[] {
  // Rules that precedence cannot tell apart stand in an order too.
  const sorted = rules.map((rule) => ({ rule, key: documentKey(rule) })).sort((a, b) => (a.key < b.key ? -1 : 1));
  const parts = sorted
    .flatMap(({ rule }) => partsOf(direction, rule))
    .sort(
      (a, b) =>
        b.senderSpecificity - a.senderSpecificity ||
        b.recipientSpecificity - a.recipientSpecificity ||
        compareRules(direction, a.rule, b.rule),
    );
  const { conflicts, applying } = conflictsOf(direction, parts);
  const exceptions = exceptionsOf(parts, applying);
  return parts.map(({ whole, senders, recipients, senderSpecificity }, index) => ({
    number: index + 1,
    rule: whole,
    senders,
    recipients,
    specificity: senderSpecificity,
    applies: applying[index]!,
    exceptionTo: exceptions[index]!,
    sameRule: parts.flatMap((other, place) => (other.whole === whole && place !== index ? [place + 1] : [])),
    conflicts: conflicts[index]!,
  }));
}

function partsOf<R extends Rule>(direction: Direction, whole: R): Part<R>[] {
  const recipientGroups = bySpecificity(recipientPatterns(whole));
  return bySpecificity(senderPatterns(whole)).flatMap(([senderSpecificity, senders]) =>
    recipientGroups.map(([recipientSpecificity, recipients]) => {
      const Condition = {
        [SENDER_CONDITION[direction]]: { Patterns: senders },
        DestinationRuleCondition: { Patterns: recipients },
      };
      const rule = { ...whole, Condition } as unknown as Rule;
      return { whole, rule, senders, recipients, senderSpecificity, recipientSpecificity };
    }),
  );
}

function bySpecificity(patterns: readonly string[]): [number, string[]][] {
  const groups = new Map<number, string[]>();
  for (const pattern of [...new Set(patterns.map((text) => text.toLowerCase()))].sort()) {
    const key = specificity(parsePattern(pattern));
    groups.set(key, [...(groups.get(key) ?? []), pattern]);
  }
  return [...groups];
}

function conflictsOf<R extends Rule>(direction: Direction, parts: readonly Part<R>[]) {
  const numbers = new Map(parts.map(({ rule }, index) => [rule, index + 1]));
  const conflicts: StepConflict[][] = parts.map(() => []);
  const applying = parts.map(() => true);
  const rules = parts.map(({ rule }) => rule);
  for (const { code, rule, winners, applies } of findConflicts(direction, rules)) {
    const place = numbers.get(rule)! - 1;
    applying[place] = applies;
    conflicts[place]!.push({ code, winners: winners.map((winner) => numbers.get(winner)!).sort((a, b) => a - b) });
  }
  return { conflicts, applying };
}

/** For each step, the numbers of those that it is an exception to, but not of those that one of these is an exception to. */
function exceptionsOf<R extends Rule>(parts: readonly Part<R>[], applying: readonly boolean[]): number[][] {
  const exceptionTo: RuleSet[] = parts.map(() => 0n);
  for (const [wider, exceptions] of findExceptions(parts.map(({ rule }) => rule)).entries()) {
    for (const narrower of members(exceptions)) {
      if (!applying[wider] || !applying[narrower] || parts[wider]!.whole === parts[narrower]!.whole) continue;
      exceptionTo[narrower]! |= 1n << BigInt(wider);
    }
  }
  return exceptionTo.map((direct) => {
    const indirect = members(direct).reduce((set, member) => set | exceptionTo[member]!, 0n);
    return members(direct & ~indirect).map((member) => member + 1);
  });
}

/** The positions in a set. */
function members(set: RuleSet): number[] {
  return [...set.toString(2)].reverse().flatMap((bit, index) => (bit === '1' ? [index] : []));
}
