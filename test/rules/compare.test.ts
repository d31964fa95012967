import fc from 'fast-check';
import { differences, documentKey, type InboundRule, sameDocument } from '../../lib/rules';
import { FUNCTION_ARN, inbound, outbound, synchronous } from './sample-rules';

test('order and letter case of patterns do not count', () => {
  const a = inbound({ senders: ['B.example', 'a@b.example', '*.c.example'], recipients: ['X.example', '*'] });
  const b = inbound({ senders: ['*.C.example', 'b.example', 'A@b.example'], recipients: ['*', 'x.example'] });
  expect(sameDocument(a, b)).toBe(true);
  expect(documentKey(a)).toBe(documentKey(b));
  expect(differences(a, b)).toEqual([]);
});

test('the order of members does not count, nor does one that is null on the wire', () => {
  const lambda = { Arn: FUNCTION_ARN, SynchronousLambdaParameters: null } as never;
  const fromWire = { Action: { InboundLambdaAction: lambda }, Condition: inbound().Condition, Name: inbound().Name };
  const declared = inbound({ action: { InboundLambdaAction: { Arn: FUNCTION_ARN } } });
  expect(sameDocument(fromWire, declared)).toBe(true);
  expect(differences(fromWire, declared)).toEqual([]);
});

test('letter case of everything else counts', () => {
  expect(sameDocument(inbound({ name: 'a' }), inbound({ name: 'A' }))).toBe(false);
});

test.each<[string, InboundRule, InboundRule, { path: string; left: unknown; right: unknown }[]]>([
  ['name', inbound({ name: 'a' }), inbound({ name: 'b' }), [{ path: 'Name', left: 'a', right: 'b' }]],
  [
    'senders',
    inbound({ senders: ['a.example'] }),
    inbound({ senders: ['a.example', 'b.example'] }),
    [
      {
        path: 'Condition.OriginRuleCondition.Patterns',
        left: ['a.example'],
        right: ['a.example', 'b.example'],
      },
    ],
  ],
  [
    'recipients',
    inbound({ recipients: ['a.example'] }),
    inbound(),
    [{ path: 'Condition.DestinationRuleCondition.Patterns', left: ['a.example'], right: ['*'] }],
  ],
  [
    'another action',
    inbound({ action: { DropAction: {} } }),
    inbound({ action: { BounceAction: {} } }),
    [{ path: 'Action', left: { DropAction: {} }, right: { BounceAction: {} } }],
  ],
  [
    'rule timeout and fallback',
    inbound({ action: synchronous(30, { DropAction: {} }) }),
    inbound({ action: synchronous(60, { BounceAction: {} }) }),
    [
      {
        path: 'Action.InboundLambdaAction.SynchronousLambdaParameters.FallbackAction',
        left: { DropAction: {} },
        right: { BounceAction: {} },
      },
      {
        path: 'Action.InboundLambdaAction.SynchronousLambdaParameters.RetryPeriodMinutes',
        left: 30,
        right: 60,
      },
    ],
  ],
  [
    'synchronous and asynchronous',
    inbound({ action: synchronous(0, { DropAction: {} }) }),
    inbound({ action: { InboundLambdaAction: { Arn: FUNCTION_ARN } } }),
    [
      {
        path: 'Action.InboundLambdaAction.SynchronousLambdaParameters',
        left: { RetryPeriodMinutes: 0, FallbackAction: { DropAction: {} } },
        right: undefined,
      },
    ],
  ],
])('a difference names its field: %s', (_what, left, right, expected) => {
  expect(differences(left, right).toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual(expected);
});

test('an outbound rule is named by its own condition', () => {
  expect(differences(outbound({ senders: ['a.example'] }), outbound())).toMatchObject([
    { path: 'Condition.SenderRuleCondition.Patterns' },
  ]);
});

test('an outbound rule without a sender condition, which the model allows, can be compared', () => {
  const bare = { ...outbound(), Condition: { DestinationRuleCondition: { Patterns: ['*'] } } } as never;
  expect(sameDocument(bare, outbound())).toBe(false);
  expect(differences(bare, outbound())).toMatchObject([{ path: 'Condition.SenderRuleCondition.Patterns' }]);
});

const rule = fc
  .record({
    name: fc.constantFrom('a', 'b'),
    senders: fc.uniqueArray(fc.constantFrom('*', 'a.example', 'A.example', 'b@c.example'), { minLength: 1 }),
    recipients: fc.uniqueArray(fc.constantFrom('*', 'd.example'), { minLength: 1 }),
    action: fc.constantFrom(
      { DropAction: {} },
      { BounceAction: {} },
      { InboundLambdaAction: { Arn: FUNCTION_ARN } },
      synchronous(0),
      synchronous(30),
      synchronous(30, { DropAction: {} }),
    ),
  })
  .map(inbound);

test('two documents are the same exactly if nothing differs', () => {
  fc.assert(
    fc.property(rule, rule, (a, b) => {
      expect(differences(a, b).length === 0).toBe(sameDocument(a, b));
      expect(sameDocument(a, b)).toBe(sameDocument(b, a));
    }),
    { numRuns: 500 },
  );
});
