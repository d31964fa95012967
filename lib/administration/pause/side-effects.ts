import { type Direction, findConflicts, type Rule } from '../../rules';

/**
 * What happens to other mail when a rule gets another action. At equal specificity the action decides which rule wins,
 * and Run Lambda is the last of all: the fallback of a paused rule can win where its function never ran. Returns the
 * rules that lose mail to it.
 */
export function rulesThatLose(direction: Direction, rules: readonly Rule[], before: Rule, after: Rule): Rule[] {
  const winners = (all: readonly Rule[], rule: Rule) =>
    new Set(findConflicts(direction, all).flatMap((conflict) => (conflict.rule === rule ? conflict.winners : [])));
  const others = rules.filter((rule) => rule !== before);
  const then = winners([...others, after], after);
  return [...winners([...others, before], before)].filter((rule) => !then.has(rule));
}
