import { decide, type InboundAction, type InboundRule, type OutboundAction, type Rule } from '../../lib/rules';
import { FUNCTION_ARN, inbound, outbound } from './sample-rules';

const TO = 'user@corp.example';

function winner(rules: readonly InboundRule[], from: string, recipient = TO): string | undefined {
  return decide('INBOUND', rules, { from, recipient }).winner?.Name;
}

function named(name: string, senders: string[], recipients = ['*']): InboundRule {
  return inbound({ name, senders, recipients });
}

describe('inbound, the Sender header is matched first if there is one', () => {
  const rules = [named('by from', ['from.example']), named('by sender', ['sender.example'])];
  const mail = { from: 'a@from.example', sender: 'b@sender.example', recipient: TO };

  test('it decides even where From would match', () => {
    expect(decide('INBOUND', rules, mail)).toMatchObject({
      winner: { Name: 'by sender' },
      matchedBy: 'SENDER',
      losers: [],
    });
  });

  test('it decides even where From would match more specifically', () => {
    const specific = [named('by from', ['a@from.example']), named('all', ['*'])];
    expect(decide('INBOUND', specific, mail)).toMatchObject({ winner: { Name: 'all' }, matchedBy: 'SENDER' });
  });

  test('From is matched if there is no Sender', () => {
    expect(decide('INBOUND', rules, { from: 'a@from.example', recipient: TO })).toMatchObject({
      winner: { Name: 'by from' },
      matchedBy: 'FROM',
      openReadings: [],
    });
  });

  test('From is matched if Sender matches no rule', () => {
    const other = { ...mail, sender: 'b@elsewhere.example' };
    expect(decide('INBOUND', rules, other)).toMatchObject({
      winner: { Name: 'by from' },
      matchedBy: 'FROM',
      openReadings: [],
    });
  });

  test('whether From is matched where Sender matches for other recipients only is open', () => {
    const elsewhere = [named('by from', ['from.example']), named('by sender', ['sender.example'], ['x@corp.example'])];
    expect(decide('INBOUND', elsewhere, mail)).toMatchObject({
      winner: { Name: 'by from' },
      openReadings: ['senderForOtherRecipients'],
    });
  });
});

describe('outbound, the recipient and either Sender or From must match', () => {
  const mail = { from: 'a@from.example', sender: 'b@sender.example', recipient: 'c@out.example' };

  test.each([
    ['Sender', ['sender.example'], 'SENDER'],
    ['From', ['from.example'], 'FROM'],
  ])('%s', (_header, senders, matchedBy) => {
    const rule = outbound({ senders, recipients: ['out.example'] });
    expect(decide('OUTBOUND', [rule], mail)).toMatchObject({ winner: rule, matchedBy });
  });

  test('the more specific of the two matches counts', () => {
    const rules = [
      outbound({ name: 'by sender', senders: ['sender.example'] }),
      outbound({ name: 'by from', senders: ['a@from.example'] }),
    ];
    expect(decide('OUTBOUND', rules, mail)).toMatchObject({
      winner: { Name: 'by from' },
      matchedBy: 'FROM',
      losers: [{ rule: { Name: 'by sender' } }],
      openReadings: [],
    });
  });

  test('a rule that both match loses to no second copy of itself', () => {
    expect(decide('OUTBOUND', [outbound()], mail)).toMatchObject({ matchedBy: 'SENDER', losers: [], openReadings: [] });
  });

  test('without the recipient it does not match', () => {
    expect(decide('OUTBOUND', [outbound({ recipients: ['in.example'] })], mail).winner).toBeUndefined();
  });
});

test('recipients of one message can match different rules', () => {
  const rules = [named('sales', ['*'], ['sales@corp.example']), named('others', ['*'], ['corp.example'])];
  expect(winner(rules, 'a@b.example', 'sales@corp.example')).toBe('sales');
  expect(winner(rules, 'a@b.example', 'desk@corp.example')).toBe('others');
  expect(winner(rules, 'a@b.example', 'desk@sister.example')).toBeUndefined();
});

test('one rule applies to a recipient, and the others are listed with the reason, the next best first', () => {
  const rules = [named('all', ['*']), named('domain', ['b.example']), named('wildcard', ['*.b.example'])];
  expect(decide('INBOUND', rules, { from: 'a@b.example', recipient: TO })).toEqual({
    winner: rules[1],
    matchedBy: 'FROM',
    losers: [
      { rule: rules[2], why: '"domain" matches the sender more specifically (b.example before *.b.example)' },
      { rule: rules[0], why: '"domain" matches the sender more specifically (b.example before *)' },
    ],
    openReadings: [],
  });
});

describe('the most specific rule wins', () => {
  const ladder = ['a@x.b.example', 'x.b.example', '*.x.b.example', '*.b.example', '*.example', '*'];
  const pairs = ladder.flatMap((specific, index) => ladder.slice(index + 1).map((general) => [specific, general]));

  test.each(pairs)('%s before %s, for senders', (specific, general) => {
    const rules = [named('general', [general!]), named('specific', [specific!])];
    expect(winner(rules, 'a@x.b.example')).toBe('specific');
    expect(winner(rules.toReversed(), 'a@x.b.example')).toBe('specific');
  });

  test.each(pairs)('%s before %s, for recipients', (specific, general) => {
    const rules = [named('general', ['*'], [general!]), named('specific', ['*'], [specific!])];
    expect(winner(rules, 'c@d.example', 'a@x.b.example')).toBe('specific');
  });

  test('the most specific of its own patterns counts for a rule', () => {
    const rules = [named('several', ['*', 'a@b.example', '*.b.example']), named('domain', ['b.example'])];
    expect(winner(rules, 'a@b.example')).toBe('several');
    expect(winner(rules, 'c@b.example')).toBe('domain');
  });

  test('which of two wildcard domains is more specific is open', () => {
    const rules = [named('short', ['*.example']), named('long', ['*.b.example'])];
    expect(decide('INBOUND', rules, { from: 'a@b.example', recipient: TO })).toMatchObject({
      winner: { Name: 'long' },
      openReadings: ['longerWildcardDomain'],
    });
  });

  test('whether sender or recipient decides is open', () => {
    const rules = [named('by recipient', ['*'], [TO]), named('by sender', ['b.example'])];
    expect(decide('INBOUND', rules, { from: 'a@b.example', recipient: TO })).toMatchObject({
      winner: { Name: 'by sender' },
      openReadings: ['senderBeforeRecipient'],
    });
  });

  test('what both are more specific in is not open', () => {
    const rules = [named('general', ['*']), named('specific', ['b.example'], [TO])];
    expect(decide('INBOUND', rules, { from: 'a@b.example', recipient: TO }).openReadings).toEqual([]);
  });
});

describe('at equal specificity the most restrictive action wins, in the order of the guide', () => {
  const INBOUND: InboundAction[] = [
    { DropAction: {} },
    { BounceAction: {} },
    { MoveToJunkAction: {} },
    { NormalDeliveryAction: {} },
    { BypassSpamCheckAction: {} },
    { InboundLambdaAction: { Arn: FUNCTION_ARN } },
  ];
  const OUTBOUND: OutboundAction[] = [
    { DefaultAction: {} },
    { DropAction: {} },
    { BounceAction: {} },
    { SmtpRoutingAction: { SmtpGatewayName: 'hub' } },
    { OutboundLambdaAction: { Arn: FUNCTION_ARN } },
  ];
  const neighbours = <T>(list: T[]) => list.slice(1).map((next, index) => [list[index]!, next] as const);
  const mail = { from: 'a@b.example', recipient: TO };

  test.each(neighbours(INBOUND))('inbound, %j before %j', (first, second) => {
    // Names the other way round, so that it is not they that decide.
    const rules = [inbound({ name: 'b', action: first }), inbound({ name: 'a', action: second })];
    const decision = decide('INBOUND', rules, mail);
    expect(decision).toMatchObject({ winner: rules[0], openReadings: [] });
    expect(decision.losers[0]?.why).toMatch(/^"b" is as specific, and its action .* comes before .*$/);
  });

  test.each(neighbours(OUTBOUND))('outbound, %j before %j', (first, second) => {
    const rules = [outbound({ name: 'b', action: first }), outbound({ name: 'a', action: second })];
    expect(decide('OUTBOUND', rules, mail)).toMatchObject({ winner: rules[0], openReadings: [] });
  });
});

test('which of two equal rules applies is open: the first by name', () => {
  const rules = [inbound({ name: 'b' }), inbound({ name: 'a' })];
  expect(decide('INBOUND', rules, { from: 'a@b.example', recipient: TO })).toMatchObject({
    winner: { Name: 'a' },
    losers: [{ why: '"a" is as specific, has an action as restrictive, and comes first by name' }],
    openReadings: ['equalRules'],
  });
});

test("Default with a more specific sender pattern makes an exception to a domain's rule", () => {
  const rules = [
    inbound({ name: 'block', senders: ['partner.example'], action: { DropAction: {} } }),
    inbound({ name: 'let in', senders: ['boss@partner.example'], action: { NormalDeliveryAction: {} } }),
  ];
  expect(winner(rules, 'boss@partner.example')).toBe('let in');
  expect(winner(rules, 'clerk@partner.example')).toBe('block');
});

test.each<[string, string[], string, boolean]>([
  ['in the address of a pattern', ['Boss@b.example'], 'boss@b.example', true],
  ['in the domain of a pattern', ['B.example'], 'boss@b.example', true],
  ['in the message', ['*.b.example'], 'boss@B.example', true],
  ['where only * matches', ['*'], 'BOSS@B.example', false],
  ['before the @, where the pattern is a domain', ['b.example'], 'BOSS@b.example', false],
])('whether letter case counts is open: %s', (_where, senders, from, open) => {
  const decision = decide('INBOUND', [inbound({ senders })], { from, recipient: TO });
  expect(decision.winner).toBeDefined();
  expect(decision.openReadings).toEqual(open ? ['letterCase'] : []);
});

test('no rule, no match, no sender: no winner', () => {
  const none = { losers: [], openReadings: [] };
  const decideAll = (rules: readonly Rule[], from?: string) => decide('INBOUND', rules, { from, recipient: TO });
  expect(decideAll([], 'a@b.example')).toEqual(none);
  expect(decideAll([named('x', ['x.example'])], 'a@b.example')).toEqual(none);
  expect(decideAll([named('x', ['x.example'])])).toEqual(none);
});
