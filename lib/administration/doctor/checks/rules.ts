import {
  actionMember,
  DIRECTIONS,
  type DirectedRule,
  findConflicts,
  MAXIMUM_SENDER_PATTERNS_PER_ORGANIZATION,
  type Rule,
  recipientPatterns,
  ruleCommand,
  senderPatterns,
  showValue,
  validateRule,
  validateRuleSet,
} from '../../../rules';
import { directed, type LiveRules } from '../../live-rules';
import { findPauses, leftoverCure, pauseSentence } from '../../pause/pauses';
import type { Check, Finding, Severity } from '../finding';

/** What is wrong, odd or risky about the live rules. */
export const checkRules: Check = ({ rules: asked }) => {
  if ('refusal' in asked) {
    const { problem, remedy } = asked.refusal;
    return [finding('rulesUnproven', 'unproven', `The rules are unknown: ${problem}`, remedy)];
  }
  const { pauses, leftovers, rules } = findPauses(asked.value);
  const count = `${rules.inbound.length} inbound and ${rules.outbound.length} outbound rules`;
  return [
    finding('rulesRead', 'fine', `${count}; ${quotaUse(rules)} sender patterns are in use`),
    ...invalid(directed(rules)),
    ...conflicts(rules),
    ...losesAllMail(directed(rules)),
    ...pauses.map((pause) =>
      finding('rulePaused', 'warning', pauseSentence(pause), ruleCommand('resume', pause.rule.Name)),
    ),
    ...leftovers.map((leftover) =>
      finding(
        'pauseLeftover',
        'note',
        `The rule ${JSON.stringify(leftover.parked.Name)} is left over from a pause: ${leftover.because}, and it never applies`,
        leftoverCure(leftover),
      ),
    ),
  ];
};

function quotaUse(rules: LiveRules): string {
  const used = directed(rules).reduce((sum, { rule }) => sum + senderPatterns(rule).length, 0);
  return `${used} of ${MAXIMUM_SENDER_PATTERNS_PER_ORGANIZATION.toLocaleString('en-US')}`;
}

/** WorkMail took them, so it is a warning: the constructs would refuse them. */
function invalid(rules: readonly DirectedRule[]): Finding[] {
  const each = rules.flatMap((rule) => validateRule(rule).map((problem) => ({ rule, problem })));
  const together = validateRuleSet(rules).map(({ index, ...problem }) => ({ rule: rules[index]!, problem }));
  return [...each, ...together].map(({ rule: { direction, rule }, problem }) =>
    finding(
      'ruleRefusedHere',
      'warning',
      `The ${direction.toLowerCase()} rule ${JSON.stringify(rule.Name)} could not be declared with this library: ${problem.path} is ${showValue(problem.value)}: ${problem.reason}`,
      problem.remedy,
    ),
  );
}

function conflicts({ inbound, outbound }: LiveRules): Finding[] {
  return DIRECTIONS.flatMap((direction) => {
    const rules: readonly Rule[] = direction === 'INBOUND' ? inbound : outbound;
    return findConflicts(direction, rules).map(({ code, sentence }) =>
      finding(code, 'warning', `${direction === 'INBOUND' ? 'Inbound' : 'Outbound'} rule ${sentence}`),
    );
  });
}

/** Actions after which nobody gets the message. */
const LOSES_MAIL = ['DropAction', 'BounceAction'];

function losesAllMail(rules: readonly DirectedRule[]): Finding[] {
  const matchesAll = ({ rule }: DirectedRule) =>
    [senderPatterns(rule), recipientPatterns(rule)].every((patterns) => patterns.includes('*'));
  return rules
    .filter((rule) => matchesAll(rule) && LOSES_MAIL.includes(actionMember(rule.rule.Action)))
    .map(({ direction, rule }) =>
      finding(
        'losesAllMail',
        'warning',
        `The ${direction.toLowerCase()} rule ${JSON.stringify(rule.Name)} takes every message that no more specific rule matches, and nobody gets it`,
        'Name senders or recipients',
      ),
    );
}

function finding(code: string, severity: Severity, sentence: string, cure?: string): Finding {
  return { area: 'rules', code, severity, sentence, ...(cure !== undefined && { cure }) };
}
