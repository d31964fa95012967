import { type InboundRule, indexRules } from '../../lib/rules';
import { simulate } from '../../lib/simulator';
import { inboundRule, message, ORGANIZATION, outboundRule, standIn, summary } from './support';

jest.mock('../../lib/rules', () => {
  const rules = jest.requireActual('../../lib/rules');
  return { ...rules, indexRules: jest.fn(rules.indexRules) };
});

const simulateWith = async (inbound: readonly InboundRule[]) => {
  const rules = { inbound, outbound: [] };
  return summary(await simulate({ organization: ORGANIZATION, rules, message: message() }, { invoke: standIn() }))[0];
};

test('the rules are prepared once for all messages', async () => {
  const rules = [inboundRule('drop', { DropAction: {} })];
  for (let count = 0; count < 5; count++) await simulateWith(rules);
  expect(indexRules).toHaveBeenCalledTimes(1);
});

test('a list of rules that has changed meanwhile is read anew', async () => {
  const rules = [inboundRule('drop', { DropAction: {} })];
  expect(await simulateWith(rules)).toBe('one@corp.example: dropped');
  rules.push(inboundRule('exception', { NormalDeliveryAction: {} }, { senders: ['partner.example'] }));
  expect(await simulateWith(rules)).toBe('one@corp.example: deliveredToInbox');
  rules[1] = inboundRule('junk', { MoveToJunkAction: {} }, { senders: ['partner.example'] });
  expect(await simulateWith(rules)).toBe('one@corp.example: deliveredToJunk');
});

test('one list of rules for both directions is no rule list of the other', async () => {
  const shared = [outboundRule('bounce', { BounceAction: {} }), outboundRule('default', { DefaultAction: {} })];
  const rules = { inbound: shared as never, outbound: shared };
  const outcome = async (direction: 'INBOUND' | 'OUTBOUND') => {
    const mail = { organization: ORGANIZATION, rules, message: message({ direction }) };
    return (await simulate(mail, { invoke: standIn() })).outcomes[0]?.rule?.Name;
  };
  // Default comes before Bounce outbound; inbound there is no such action.
  expect([await outcome('INBOUND'), await outcome('OUTBOUND')]).toEqual(['bounce', 'default']);
});
