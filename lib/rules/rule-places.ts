import type { Direction, Rule } from './documents';
import { compareRules, type MatchedPattern } from './match';
import { type NumberSet, numberSet } from './number-set';
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

/** A pattern and the rules that have it. */
export interface Place extends MatchedPattern {
  /** In lower case. */
  readonly text: string;
  /** By number. */
  readonly rules: NumberSet;
  /** How the rules write the pattern that do not write it in lower case, by number. */
  readonly spellings?: ReadonlyMap<number, string>;
}

/** By pattern in lower case. */
export type Places = ReadonlyMap<string, Place>;

/** Each pattern of the rules, once. */
export function placesOf<R extends Rule>(
  { rules }: RankedRules<R>,
  patternsOf: (rule: Rule) => readonly string[],
): Places {
  const holders = new Map<string, Map<number, string>>();
  for (const [number, rule] of rules.entries()) {
    for (const spelling of patternsOf(rule)) {
      const text = spelling.toLowerCase();
      const ofPattern = holders.get(text) ?? new Map<number, string>();
      holders.set(text, ofPattern);
      if (!ofPattern.has(number)) ofPattern.set(number, spelling);
    }
  }
  return new Map([...holders].map(([text, ofPattern]) => [text, placeOf(text, ofPattern)]));
}

function placeOf(text: string, ofPattern: ReadonlyMap<number, string>): Place {
  const pattern = parsePattern(text);
  const spellings = [...ofPattern].filter(([, spelling]) => spelling !== text);
  return {
    text,
    pattern,
    specificity: specificity(pattern),
    rules: numberSet([...ofPattern.keys()]),
    ...(spellings.length > 0 && { spellings: new Map(spellings) }),
  };
}
