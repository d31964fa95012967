import { Token } from 'aws-cdk-lib';
import { warnAt } from './errors';
import type { RegisteredRule } from './rule-registry';
import { findConflicts, recipientPatterns, senderPatterns } from './rules';

/**
 * Warnings where rules of one organization and direction get in each other's way, each at the rule that loses. A rule of
 * which something that decides is a token is left out: it could only make others lose more.
 *
 * They stand at the resource in the rule's construct. By now an author has acknowledged them at the construct, and
 * aws-cdk-lib 2.257 honours that for what is in a construct, but not for a warning that the construct itself gets later.
 */
export function warnOfConflicts(rules: readonly RegisteredRule[], inApp: readonly RegisteredRule[]): void {
  const own = new Set(rules);
  for (const [group, { direction }] of new Map(rules.map((rule) => [groupOf(rule), rule]))) {
    const together = inApp.filter((rule) => groupOf(rule) === group && isKnown(rule));
    const registered = new Map(together.map((one) => [one.rule, one]));
    for (const { code, rule, sentence } of findConflicts(direction, [...registered.keys()])) {
      const loser = registered.get(rule)!;
      if (own.has(loser)) warnAt(loser.resource, code, sentence);
    }
  }
}

function groupOf({ organizationIdentity, direction }: RegisteredRule): string {
  return `${organizationIdentity} ${direction}`;
}

/** Is everything known that decides which mail the rule applies to? */
export function isKnown({ rule }: RegisteredRule): boolean {
  return [rule.Name, senderPatterns(rule), recipientPatterns(rule)]
    .flatMap((value) => [value, ...(Array.isArray(value) ? value : [])])
    .every((value) => !Token.isUnresolved(value));
}
