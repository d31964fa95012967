import type { Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/** A finding that a reviewer would accept, with the reason that one would be given. */
export interface Accepted {
  readonly finding: RegExp;
  /** Path of the construct. */
  readonly at: RegExp;
  readonly reason: string;
}

/** The findings of cdk-nag's AwsSolutions pack that nothing accepts, and what is accepted and not found. */
export function nag(stack: Stack, accepted: readonly Accepted[]): { findings: string[]; unused: RegExp[] } {
  const findings = new AwsSolutionsChecks()
    .validateScope(stack)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => ({ ruleName, path: constructPath ?? '' })),
    );
  const accepts =
    ({ ruleName, path }: { ruleName: string; path: string }) =>
    (one: Accepted) =>
      one.finding.test(ruleName) && one.at.test(path);
  return {
    findings: findings.filter((found) => !accepted.some(accepts(found))).map((found) => Object.values(found).join(' ')),
    unused: accepted.filter((one) => !findings.some((found) => accepts(found)(one))).map(({ finding }) => finding),
  };
}
