import type { Direction, Rule } from './documents';
import { compareRules, type MatchedPattern } from './match';
import { type NumberSets, packSets } from './number-sets';
import { parsePattern, specificity } from './patterns';

/** The rules in the order that decides between rules that match equally specifically. A rule's number is its place here. */
export interface RankedRules<R extends Rule> {
  readonly rules: readonly R[];
  /** By number: the same for rules that this order cannot tell apart. */
  readonly ranks: readonly number[];
}

export function rankRules<R extends Rule>(direction: Direction, rules: readonly R[]): RankedRules<R> {
  const compare = (a: R, b: R) => compareRules(direction, a, b);
  const ranked = rules.toSorted(compare);
  let rank = 0;
  const ranks = ranked.map((rule, number) => {
    if (number > 0 && compare(ranked[number - 1]!, rule) !== 0) rank = number;
    return rank;
  });
  return { rules: ranked, ranks };
}

/** The patterns for the sender, or those for the recipient, of some rules, each once. */
export interface Places {
  /** In lower case. */
  readonly patterns: readonly MatchedPattern[];
  /** Where each pattern stands in `patterns`, by its text in lower case. */
  readonly positions: ReadonlyMap<string, number>;
  /** For each pattern the numbers of the rules that have it: the lowest is that of the best. */
  readonly rules: NumberSets;
  /** For each pattern how rules write it that do not write it in lower case, by their numbers. */
  readonly spellings: readonly ReadonlyMap<number, string>[];
}

export function placesOf<R extends Rule>(
  { rules }: RankedRules<R>,
  patternsOf: (rule: Rule) => readonly string[],
): Places {
  const positions = new Map<string, number>();
  const holders: Map<number, string>[] = [];
  for (const [number, rule] of rules.entries()) {
    for (const spelling of patternsOf(rule)) {
      const text = spelling.toLowerCase();
      const position = positions.get(text) ?? positions.size;
      positions.set(text, position);
      holders[position] ??= new Map();
      if (!holders[position].has(number)) holders[position].set(number, spelling);
    }
  }
  const texts = [...positions.keys()];
  return {
    patterns: texts.map((text) => {
      const pattern = parsePattern(text);
      return { text, pattern, specificity: specificity(pattern) };
    }),
    positions,
    rules: packSets(holders.map((ofPattern) => [...ofPattern.keys()])),
    spellings: holders.map((ofPattern, position) => otherSpellings(ofPattern, texts[position]!)),
  };
}

const NONE: ReadonlyMap<number, string> = new Map();

function otherSpellings(ofPattern: ReadonlyMap<number, string>, text: string): ReadonlyMap<number, string> {
  const others = [...ofPattern].filter(([, spelling]) => spelling !== text);
  return others.length > 0 ? new Map(others) : NONE;
}
