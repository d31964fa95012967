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
  /** Numbers of less specific steps that match some of the same mail, without those that follow from others. */
  readonly exceptionTo: readonly number[];
  readonly conflicts: readonly StepConflict[];
}

/** What is odd between this step and others that match as specifically. */
export interface StepConflict {
  readonly code: ConflictCode;
  /** The numbers of the steps that decide instead. */
  readonly winners: readonly number[];
  /** Whether there is mail on which this step decides. */
  readonly applies: boolean;
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
  const parts = rules
    .flatMap((rule) => partsOf(direction, rule))
    .sort(
      (a, b) =>
        b.senderSpecificity - a.senderSpecificity ||
        b.recipientSpecificity - a.recipientSpecificity ||
        compareRules(direction, a.rule, b.rule) ||
        (documentKey(a.rule) < documentKey(b.rule) ? -1 : 1),
    );
  const conflicts = conflictsOf(direction, parts);
  const exceptions = exceptionsOf(parts);
  return parts.map(({ whole, senders, recipients, senderSpecificity }, index) => ({
    number: index + 1,
    rule: whole,
    senders,
    recipients,
    specificity: senderSpecificity,
    exceptionTo: exceptions[index]!,
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

function conflictsOf<R extends Rule>(direction: Direction, parts: readonly Part<R>[]): StepConflict[][] {
  const numbers = new Map(parts.map(({ rule }, index) => [rule, index + 1]));
  const conflicts: StepConflict[][] = parts.map(() => []);
  const rules = parts.map(({ rule }) => rule);
  for (const { code, rule, winners, applies } of findConflicts(direction, rules)) {
    const winnerNumbers = winners.map((winner) => numbers.get(winner)!).sort((a, b) => a - b);
    conflicts[numbers.get(rule)! - 1]!.push({ code, winners: winnerNumbers, applies });
  }
  return conflicts;
}

/** For each step, the numbers of those that it is an exception to, but not of those that one of these is an exception to. */
function exceptionsOf<R extends Rule>(parts: readonly Part<R>[]): number[][] {
  const exceptions = findExceptions(parts.map(({ rule }) => rule));
  const exceptionTo: RuleSet[] = parts.map((part, index) =>
    exceptions.reduce(
      (set, others, other) =>
        has(others, index) && parts[other]!.whole !== part.whole ? set | (1n << BigInt(other)) : set,
      0n,
    ),
  );
  return exceptionTo.map((direct) => {
    const members = parts.flatMap((_part, index) => (has(direct, index) ? [index] : []));
    const indirect = members.reduce((set, member) => set | exceptionTo[member]!, 0n);
    return members.filter((member) => !has(indirect, member)).map((member) => member + 1);
  });
}

function has(set: RuleSet, index: number): boolean {
  return ((set >> BigInt(index)) & 1n) === 1n;
}
