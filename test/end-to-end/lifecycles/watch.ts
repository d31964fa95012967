import { type DirectedRule, type Direction, decide, type Rule } from '../../../lib/rules';

const SENDERS = [
  'x@a.example',
  'w@a.example',
  'y@sub.a.example',
  'w@sub.a.example',
  'w@b.example',
  'w@z3.example',
  'w@else.example',
];

function winner(direction: Direction, rules: readonly DirectedRule[], from: string): Rule | undefined {
  const ofDirection = rules.filter((directed) => directed.direction === direction).map(({ rule }) => rule);
  return decide(direction, ofDirection as never, { from, recipient: 'office@corp.example' }).winner;
}

/**
 * The probes for which the state before and the state after give the same rule, and the live rules do not. The same
 * rule: of one name, or one that takes the place of the other with the same action.
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

function sameRule(was: Rule, will: Rule): boolean {
  const nameless = (rule: Rule) => JSON.stringify({ ...rule, Name: '' });
  return was.Name === will.Name || nameless(was) === nameless(will);
}
