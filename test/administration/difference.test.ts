import { compareRules, type DeclaredRule } from '../../lib/administration';
import { parkedRule } from '../../lib/administration/pause/parked-rule';
import type { InboundAction, InboundRule } from '../../lib/rules';
import { inbound, outbound, synchronous } from '../rules/sample-rules';

const declare = (rule: InboundRule): DeclaredRule => ({ direction: 'INBOUND', rule, place: `Mail.${rule.Name}` });
const compare = (live: readonly InboundRule[], declared: readonly InboundRule[]) =>
  compareRules({ inbound: live, outbound: [] }, declared.map(declare));

test('equal but for order and letter case of patterns: no difference', () => {
  const live = inbound({ senders: ['B.example', 'a.example'] });
  expect(compare([live], [inbound({ senders: ['a.example', 'b.example'] })])).toEqual([]);
});

test('missing, extra and different, in the order of their names', () => {
  const found = compare(
    [inbound({ name: 'c', senders: ['x.example'] }), inbound({ name: 'a' })],
    [inbound({ name: 'c', senders: ['y.example'], action: { BounceAction: {} } }), inbound({ name: 'b' })],
  );
  expect(found).toMatchObject([
    { kind: 'extra', name: 'a', direction: 'INBOUND' },
    { kind: 'missing', name: 'b', place: 'Mail.b' },
    {
      kind: 'different',
      name: 'c',
      place: 'Mail.c',
      fields: [
        { path: 'Condition.OriginRuleCondition.Patterns', live: ['x.example'], declared: ['y.example'] },
        { path: 'Action', live: { DropAction: {} }, declared: { BounceAction: {} } },
      ],
    },
  ]);
});

test('a rule of the same name in the other direction is another rule', () => {
  const found = compareRules({ inbound: [], outbound: [outbound({ name: 'a' })] }, [declare(inbound({ name: 'a' }))]);
  expect(found.map(({ kind, direction }) => `${direction} ${kind}`)).toEqual(['INBOUND missing', 'OUTBOUND extra']);
});

describe('a paused rule', () => {
  const original = inbound({ name: 'screen', action: synchronous(30, { MoveToJunkAction: {} }) });
  const paused = inbound({ name: 'screen', action: { MoveToJunkAction: {} } });
  const parked = parkedRule('INBOUND', original) as InboundRule;

  test('is paused, and nothing else', () => {
    expect(compare([paused, parked], [original])).toEqual([
      {
        kind: 'paused',
        direction: 'INBOUND',
        name: 'screen',
        place: 'Mail.screen',
        live: paused,
        original,
        fields: [],
      },
    ]);
  });

  test('tells what else differs', () => {
    const [found] = compare([paused, parked], [{ ...original, Action: synchronous(60) as InboundAction }]);
    expect(found).toMatchObject({
      kind: 'paused',
      fields: [
        { path: expect.stringContaining('FallbackAction') },
        { path: expect.stringContaining('RetryPeriodMinutes') },
      ],
    });
  });

  test('that no stack declares is paused too', () => {
    expect(compare([paused, parked], [])).toMatchObject([{ kind: 'paused', name: 'screen' }]);
  });

  test('that runs its function again leaves something over', () => {
    const cure = `workmail-flow resume ${parked.Name} removes it`;
    const because = '"screen" runs a function again';
    expect(compare([original, parked], [original])).toEqual([
      { kind: 'leftover', direction: 'INBOUND', name: parked.Name, live: parked, because, cure },
    ]);
    expect(compare([parked], [])).toMatchObject([{ kind: 'leftover', because: expect.stringContaining('gone'), cure }]);
  });

  test('that was given another action is not paused any more', () => {
    const changed = inbound({ name: 'screen', action: { BounceAction: {} } });
    const leftover = {
      kind: 'leftover',
      because: '"screen" was given another action, Bounce',
      cure: expect.stringContaining('workmail-flow resume screen --force gives "screen" back'),
    };
    expect(compare([changed, parked], [changed])).toMatchObject([leftover]);
    expect(compare([changed, parked], [original])).toMatchObject([{ kind: 'different', name: 'screen' }, leftover]);
  });

  test('that is declared with what it does now is not paused any more', () => {
    expect(compare([paused, parked], [paused])).toMatchObject([{ kind: 'leftover', name: parked.Name }]);
  });
});
