import { type CfnResource, Token } from 'aws-cdk-lib';
import { warnAt } from './errors';
import type { BoundExpectation } from './mail-flow-expectation';
import { isKnown } from './rule-conflicts';
import type { RegisteredRule } from './rule-registry';
import { type Direction, decide, type Rule, showValue } from './rules';

/**
 * Warns of expectations that the rules of the stack themselves cannot meet: other rules could only make a rule lose
 * more. WorkMail has the last word, so it is no error; and nothing is said where the documentation leaves it open.
 */
export function warnOfUnmetExpectations(
  resource: CfnResource,
  expectations: readonly BoundExpectation[],
  rules: readonly RegisteredRule[],
): void {
  for (const expectation of expectations) {
    const reason = whyUnmet(expectation, rules);
    if (reason) warnAt(resource, 'expectationUnmet', `${reason}, so the deployment will fail. Correct one of the two`);
  }
}

function whyUnmet({ document, rule }: BoundExpectation, rules: readonly RegisteredRule[]): string | undefined {
  const { Direction, FromAddress: from, SenderAddress: sender, Recipient: recipient, Outcome } = document;
  if (Outcome.Kind === 'ACTION' || [from, sender, recipient].some((address) => Token.isUnresolved(address))) return;
  const known = rules.filter((candidate) => candidate.direction === Direction && isKnown(candidate));
  const expected = known.find((candidate) => candidate === rule || isNamed(candidate, Outcome));
  if (Outcome.Kind === 'RULE' && !expected) return;
  const { winner, openReadings } = decideAmong(Direction, known, { from, sender, recipient });
  if (winner === expected?.rule || openReadings.length > 0) return;
  const who = winner ? `the rule ${showValue(winner.Name)} of this stack decides on` : 'no rule of this stack matches';
  const what = expected ? `the rule ${showValue(expected.rule.Name)} is expected to` : 'no rule is expected to';
  return `${who} ${Direction.toLowerCase()} mail from ${from} to ${recipient}, and ${what}`;
}

function isNamed({ rule }: RegisteredRule, outcome: BoundExpectation['document']['Outcome']): boolean {
  return outcome.Kind === 'RULE' && outcome.RuleName === rule.Name;
}

function decideAmong(direction: Direction, rules: readonly RegisteredRule[], mail: Parameters<typeof decide>[2]) {
  return decide<Rule>(
    direction,
    rules.map(({ rule }) => rule),
    mail,
  );
}
