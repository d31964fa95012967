import fc from 'fast-check';
import { DIRECTIONS, type DirectedRule, describeProblem, validateRule } from '../../lib/rules';
import { inbound, outbound, problemsOf, synchronous } from './sample-rules';

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSparseArray: true,
});

/** A rule in which any part can be anything. */
const damaged = fc.record(
  {
    Name: fc.oneof(fc.constant('a'), anything),
    Condition: fc.oneof(
      anything,
      fc.record({
        OriginRuleCondition: fc.oneof(anything, fc.record({ Patterns: fc.oneof(anything, fc.array(anything)) })),
        DestinationRuleCondition: fc.oneof(anything, fc.record({ Patterns: fc.array(anything) })),
      }),
    ),
    Action: fc.oneof(
      anything,
      fc.record({ InboundLambdaAction: anything }),
      fc.record({
        InboundLambdaAction: fc.record({
          Arn: anything,
          SynchronousLambdaParameters: fc.oneof(anything, fc.record({ FallbackAction: anything })),
        }),
      }),
    ),
  },
  { requiredKeys: [] },
);

test('whatever comes over the wire gets an answer that can be told', () => {
  fc.assert(
    fc.property(fc.constantFrom(...DIRECTIONS), fc.oneof(anything, damaged), (direction, rule) => {
      for (const problem of validateRule({ direction, rule } as DirectedRule)) {
        expect(describeProblem(problem)).toMatch(/^[A-Z][^ ]* is [\s\S]+: [\s\S]+\. [A-Z][\s\S]+\.$/);
        expect(problem.code).toMatch(/^[a-zA-Z]+$/);
      }
    }),
    { numRuns: 500 },
  );
});

test('what is not a rule at all is told part by part', () => {
  for (const rule of [undefined, null, 'x', [], 1]) {
    expect(problemsOf(rule).map(({ path }) => path)).toEqual([
      'Name',
      'Condition.OriginRuleCondition.Patterns',
      'Condition.DestinationRuleCondition.Patterns',
      'Action',
    ]);
  }
});

test('outbound rules have a sender condition and inbound rules an origin condition', () => {
  expect(validateRule({ direction: 'OUTBOUND', rule: outbound() })).toEqual([]);
  expect(validateRule({ direction: 'OUTBOUND', rule: inbound() } as never)).toMatchObject([
    { code: 'patternsMissing', path: 'Condition.SenderRuleCondition.Patterns' },
  ]);
});

test('250 sender patterns are a rule, 251 are one too many; recipients have no quota', () => {
  const domains = (count: number) => Array.from({ length: count }, (_, index) => `d${index}.example`);
  expect(problemsOf(inbound({ senders: domains(250), recipients: domains(1000) }))).toEqual([]);
  expect(problemsOf(inbound({ senders: domains(251) }))).toMatchObject([
    { code: 'senderPatternsPerRule', path: 'Condition.OriginRuleCondition.Patterns', value: 251 },
  ]);
});

test('what is known only later passes, and what stands beside it is checked', () => {
  const later = 'later';
  const laterNumber = -1.5e300;
  const laterList = [later];
  const isUnknown = (value: unknown) => [later, laterNumber, laterList].includes(value as never);
  const rule = inbound({
    name: later,
    senders: [later, 'a+b.example'],
    recipients: laterList,
    action: synchronous(laterNumber, { DropAction: {} }),
  });
  expect(validateRule({ direction: 'INBOUND', rule }, { isUnknown })).toMatchObject([
    { code: 'patternPlus', path: 'Condition.OriginRuleCondition.Patterns[1]' },
  ]);
  expect(problemsOf(rule).length).toBeGreaterThan(1);
});

test('a destination that is known later can still be *', () => {
  const isUnknown = (value: unknown) => value === 'later';
  const problems = (recipients: string[]) =>
    validateRule({ direction: 'INBOUND', rule: inbound({ recipients, action: synchronous() }) }, { isUnknown });
  expect(problems(['later'])).toEqual([]);
  expect(problems(['later', 'later'])).toMatchObject([{ code: 'synchronousDestination' }]);
});
