import { type Rule, recipientPatterns, senderPatterns } from './documents';
import { bit, findExceptions, type RuleSet } from './exceptions';
import { parsePattern, specificity } from './patterns';

/** Rules of one stack that are created or removed at the same time, at most. */
export const MOST_IN_FLIGHT = 10;

/** A rule that waits for its turn. */
export interface RuleToOrder {
  readonly rule: Rule;
  /** Rules of different groups (organization and direction) are no exceptions to each other. */
  readonly group: string;
  /** Positions of rules after which it comes in any case, because something else makes it wait for them. */
  readonly after: readonly number[];
}

/**
 * For each rule, the positions of the rules that must stand before it comes and stay until it has gone: the more
 * specific rules that it overlaps (exceptions arrive first and leave last), and what keeps at most `mostInFlight` of
 * all rules in flight. What follows from the others is left out, so that no rule has more than `mostInFlight` of them.
 *
 * Rules with several patterns can be exceptions to each other; then the one with the most specific sender goes first.
 */
export function deploymentOrder(rules: readonly RuleToOrder[], mostInFlight = MOST_IN_FLIGHT): number[][] {
  const exceptions = exceptionsInGroups(rules);
  const dependencies: number[][] = rules.map(() => []);
  const reached: RuleSet[] = rules.map(() => 0n);
  const line = lineUp(rules, exceptions);
  let placed: RuleSet = 0n;
  for (const [place, index] of line.entries()) {
    const slot = line[place - mostInFlight];
    let needed = (exceptions[index]! & placed) | (slot === undefined ? 0n : bit(slot));
    for (let before = place - 1; needed !== 0n; before--) {
      const candidate = line[before]!;
      if ((needed & bit(candidate)) === 0n) continue;
      dependencies[index]!.push(candidate);
      reached[index]! |= reached[candidate]! | bit(candidate);
      needed &= ~reached[index]!;
    }
    placed |= bit(index);
  }
  return dependencies;
}

/** Each rule after its exceptions, as far as they are not exceptions to each other; the more specific first. */
function lineUp(rules: readonly RuleToOrder[], exceptions: readonly RuleSet[]): number[] {
  const required = rules.map(({ after }) => after.reduce((set, index) => set | bit(index), 0n));
  const specificities = rules.map(({ rule }) => [senderPatterns(rule), recipientPatterns(rule)].map(highest));
  const queue = rules.map((_rule, index) => index).sort((a, b) => compare(specificities[a]!, specificities[b]!));
  let waiting: RuleSet = rules.reduce((set, _rule, index) => set | bit(index), 0n);
  return rules.map(() => {
    const isFree = (index: number) => (waiting & required[index]!) === 0n;
    const free = queue.findIndex((index) => isFree(index) && (waiting & exceptions[index]!) === 0n);
    const [index] = queue.splice(free >= 0 ? free : Math.max(0, queue.findIndex(isFree)), 1) as [number];
    waiting &= ~bit(index);
    return index;
  });
}

function highest(patterns: readonly string[]): number {
  return Math.max(...patterns.map((pattern) => specificity(parsePattern(pattern))));
}

/** By sender, then by recipient, as precedence has it. */
function compare([senderA, recipientA]: number[], [senderB, recipientB]: number[]): number {
  return senderB! - senderA! || recipientB! - recipientA!;
}

/** For each rule, its exceptions among the rules of its group. */
function exceptionsInGroups(rules: readonly RuleToOrder[]): RuleSet[] {
  const groups = new Map<string, RuleSet>();
  for (const [index, { group }] of rules.entries()) groups.set(group, (groups.get(group) ?? 0n) | bit(index));
  return findExceptions(rules.map(({ rule }) => rule)).map((set, index) => set & groups.get(rules[index]!.group)!);
}
