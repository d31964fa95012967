import type { DirectedRule } from '../../../lib/rules';
import type { DeclaredExpectation, DeclaredStack } from './model';
import type { Random } from './random';
import { SENDERS, winner } from './watch';

/** Gives a stack other expectations, now and then: right ones of the rules as they will be, or a wrong one among them. */
export function withExpectations(
  random: Random,
  declared: DeclaredStack,
  after: readonly DirectedRule[],
): DeclaredStack {
  if (!random.chance(0.4)) return declared;
  const { expectations: _, ...rest } = declared;
  if (random.chance(0.3)) return rest;
  const right = SENDERS.filter(() => random.chance(0.4)).flatMap((from) =>
    (['INBOUND', 'OUTBOUND'] as const).map((direction): DeclaredExpectation => {
      const ruleName = winner(direction, after, from)?.Name;
      return { direction, from, ...(ruleName !== undefined && { ruleName }) };
    }),
  );
  if (right.length === 0) return rest;
  if (!random.chance(0.3)) return { ...rest, expectations: right };
  const chosen = random.below(right.length);
  const wrong = (expectation: DeclaredExpectation): DeclaredExpectation => ({
    ...expectation,
    ruleName: expectation.ruleName === 'nobody’s' ? undefined : 'nobody’s',
  });
  return { ...rest, expectations: right.map((one, index) => (index === chosen ? wrong(one) : one)) };
}

/** Is what a stack expects of mail what these rules do? */
export function areMet({ expectations = [] }: DeclaredStack, rules: readonly DirectedRule[]): boolean {
  return expectations.every(({ direction, from, ruleName }) => winner(direction, rules, from)?.Name === ruleName);
}
