import { type Direction, indexRules, type Rule, type RuleIndex } from '../rules';

interface Known {
  /** The rules as they were: a list can be changed by whoever made it. */
  readonly rules: readonly Rule[];
  readonly index: RuleIndex<Rule>;
}

const KNOWN: Readonly<Record<Direction, WeakMap<readonly Rule[], Known>>> = {
  INBOUND: new WeakMap(),
  OUTBOUND: new WeakMap(),
};

/** The index of a list of rules, made once for as long as the list stays as it is: most messages meet the same rules. */
export function indexOf(direction: Direction, rules: readonly Rule[]): RuleIndex<Rule> {
  const known = KNOWN[direction].get(rules);
  if (known?.rules.length === rules.length && known.rules.every((rule, place) => rule === rules[place])) {
    return known.index;
  }
  const index = indexRules(direction, rules);
  KNOWN[direction].set(rules, { rules: [...rules], index });
  return index;
}
