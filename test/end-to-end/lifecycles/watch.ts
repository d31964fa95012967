import { type DirectedRule, type Direction, decide, type Rule } from '../../../lib/rules';

export const SENDERS = [
  'x@a.example',
  'w@a.example',
  'y@sub.a.example',
  'w@sub.a.example',
  'w@b.example',
  'w@z3.example',
  'w@else.example',
];

export const RECIPIENT = 'office@corp.example';

/** The rule that decides on mail from an address. */
export function winner(direction: Direction, rules: readonly DirectedRule[], from: string): Rule | undefined {
  const ofDirection = rules.filter((directed) => directed.direction === direction).map(({ rule }) => rule);
  return decide(direction, ofDirection as never, { from, recipient: RECIPIENT }).winner;
}

/**
 * The probes that both the state before and the state after give to one rule, and that the live rules do not. (A rule
 * whose document changes together with another one's can lose mail to it for a moment: CloudFormation orders updates by
 * the new template alone.)
 */
export function lostMail(
  live: readonly DirectedRule[],
  before: readonly DirectedRule[],
  after: readonly DirectedRule[],
): string[] {
  return (['INBOUND', 'OUTBOUND'] as const).flatMap((direction) =>
    SENDERS.flatMap((from) => {
      const was = winner(direction, before, from);
      const will = winner(direction, after, from);
      if (!was || !will || !sameRule(was, will)) return [];
      const is = winner(direction, live, from);
      const allowed = [was, will].map(({ Action }) => JSON.stringify(Action));
      if (is && (is.Name === was.Name || is.Name === will.Name || allowed.includes(JSON.stringify(is.Action))))
        return [];
      return [
        `${direction} mail from ${from} should be decided by "${was.Name}" or "${will.Name}", not by "${is?.Name}"`,
      ];
    }),
  );
}

/** Under the same name or another: a rename. */
function sameRule(was: Rule, will: Rule): boolean {
  const nameless = (rule: Rule) => JSON.stringify({ ...rule, Name: '' });
  return nameless(was) === nameless(will);
}
