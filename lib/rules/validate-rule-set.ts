import type { CheckOptions } from './checks/context';
import { DIRECTIONS, type DirectedRule, type Direction, SENDER_CONDITION, senderPatterns } from './documents';
import type { Problem } from './problems';

/** Sender patterns over all rules of an organization; a hard quota of WorkMail. */
export const MAXIMUM_SENDER_PATTERNS_PER_ORGANIZATION = 1000;

/** What only shows across all rules of one organization. The problem's `index` is that of the rule that it is about. */
export interface RuleSetProblem extends Problem {
  readonly index: number;
}

export function validateRuleSet(rules: readonly DirectedRule[], options: CheckOptions = {}): RuleSetProblem[] {
  return [
    ...checkOrganizationQuota(rules, options),
    ...DIRECTIONS.flatMap((direction) => checkNames(direction, rules, options)),
  ];
}

function checkOrganizationQuota(rules: readonly DirectedRule[], options: CheckOptions): RuleSetProblem[] {
  let total = 0;
  for (const [index, { direction, rule }] of rules.entries()) {
    const patterns = senderPatterns(rule);
    total += options.isUnknown?.(patterns) ? 0 : patterns.length;
    if (total <= MAXIMUM_SENDER_PATTERNS_PER_ORGANIZATION) continue;
    const all = rules.reduce((sum, other) => sum + senderPatterns(other.rule).length, 0);
    return [
      {
        index,
        code: 'senderPatternsPerOrganization',
        path: `Condition.${SENDER_CONDITION[direction]}.Patterns`,
        value: patterns.length,
        reason: `with this rule the organization has ${all} sender patterns, and WorkMail takes at most ${MAXIMUM_SENDER_PATTERNS_PER_ORGANIZATION} over all its rules; this is a hard quota`,
        remedy: 'Use domains instead of addresses',
      },
    ];
  }
  return [];
}

function checkNames(direction: Direction, rules: readonly DirectedRule[], options: CheckOptions): RuleSetProblem[] {
  const problems: RuleSetProblem[] = [];
  const seen = new Map<string, string>();
  for (const [index, { rule, direction: own }] of rules.entries()) {
    if (own !== direction || options.isUnknown?.(rule.Name)) continue;
    const other = seen.get(rule.Name.toLowerCase());
    seen.set(rule.Name.toLowerCase(), rule.Name);
    if (other === undefined) continue;
    const same = other === rule.Name;
    problems.push({
      index,
      code: same ? 'ruleNameTwice' : 'ruleNameLetterCase',
      path: 'Name',
      value: rule.Name,
      reason: same
        ? `another ${direction.toLowerCase()} rule of the organization has this name, and the name is a rule's identity`
        : `another ${direction.toLowerCase()} rule is named "${other}"; whether WorkMail tells names apart that differ only in letter case is not documented`,
      remedy: 'Choose another name',
    });
  }
  return problems;
}
