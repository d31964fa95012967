import fc from 'fast-check';
import { type Decision, type Direction, decide, indexRules, type MailAddresses, type Rule } from '../../lib/rules';
import { processorTime } from '../processor-time';
import { anyMail, anyRules, rule } from './random-rules';

/** Rules are compared by their place in the list: two of them can be alike. */
function outline(rules: readonly Rule[], { winner, matchedBy, losers, openReadings }: Decision<Rule>) {
  return {
    winner: winner && rules.indexOf(winner),
    matchedBy,
    losers: losers.map((loser) => [rules.indexOf(loser.rule), loser.why]),
    openReadings,
  };
}

function expectSame(direction: Direction, rules: readonly Rule[], mails: readonly MailAddresses[]): void {
  const index = indexRules(direction, rules);
  for (const mail of mails) {
    const slow = outline(rules, decide(direction, rules, mail));
    expect(outline(rules, index.decide(mail))).toEqual(slow);
    const { winner, matchedBy } = index.choose(mail);
    expect({ winner: winner && rules.indexOf(winner), matchedBy }).toEqual({
      winner: slow.winner,
      matchedBy: slow.matchedBy,
    });
  }
}

describe('The fast choice equals the slow one', () => {
  test('on random rules and mail: winner, header, losers and open readings', () => {
    const mails = fc.array(anyMail, { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(anyRules({ maxLength: 12 }), mails, ({ direction, rules }, mail) =>
        expectSame(direction, rules, mail),
      ),
      { numRuns: 500 },
    );
  });

  test('with more rules than one word has bits', () => {
    const mails = fc.array(anyMail, { minLength: 20, maxLength: 20 });
    const rules = anyRules({ minLength: 60, maxLength: 150 });
    fc.assert(
      fc.property(rules, mails, ({ direction, rules }, mail) => expectSame(direction, rules, mail)),
      { numRuns: 20 },
    );
  });

  test('with domains of 127 labels, and patterns for each of their parents', () => {
    const labels = Array.from({ length: 127 }, () => 'a');
    const domain = labels.join('.');
    const rules = labels.map((_label, index) =>
      rule('INBOUND', `rule ${index}`, { DropAction: {} }, [`*.${labels.slice(index).join('.')}`], [domain]),
    );
    const mails = ['a', `a.${domain}`, domain, labels.slice(60).join('.'), `.${domain}`, `${domain}.`].map((end) => ({
      from: `x@${end}`,
      recipient: `y@${domain}`,
    }));
    expectSame('INBOUND', rules, mails);
    expect(indexRules('INBOUND', rules).choose(mails[2]!).winner?.Name).toBe('rule 0');
  });

  test('where nothing tells the rule that matches Sender from the one that matches From', () => {
    const rules = ['b@b.example', 'a@b.example'].map((sender) =>
      rule('OUTBOUND', 'same', { DropAction: {} }, [sender], ['*']),
    );
    const mail = { from: 'b@b.example', sender: 'a@b.example', recipient: 'e@f.example' };
    expectSame('OUTBOUND', rules, [mail]);
    expect(indexRules('OUTBOUND', rules).choose(mail)).toEqual({ winner: rules[1], matchedBy: 'SENDER' });
  });

  test('of no rules at all', () => {
    expectSame('OUTBOUND', [], [{ from: 'a@b.example', sender: 'c@d.example', recipient: 'e@f.example' }]);
  });

  test('where the same rule stands in the list twice', () => {
    const twice = rule('OUTBOUND', 'twice', { DropAction: {} }, ['*'], ['*']);
    expectSame('OUTBOUND', [twice, twice], [{ from: 'a@b.example', sender: 'c@d.example', recipient: 'e@f.example' }]);
  });
});

test('an address of a million labels is as quick as any other', () => {
  const index = indexRules('INBOUND', [rule('INBOUND', 'all', { DropAction: {} }, ['*.a.a'], ['*'])]);
  const spent = processorTime();
  expect(index.choose({ from: `x@${'a.'.repeat(1_000_000)}a`, recipient: 'y@b.example' }).winner?.Name).toBe('all');
  expect(spent()).toBeLessThan(500);
});

test('the index of a rule with 250 senders and 10,000 recipients holds no pairs of them', () => {
  const senders = Array.from({ length: 250 }, (_, number) => `sender-${number}.example`);
  const recipients = Array.from({ length: 10_000 }, (_, number) => `recipient-${number}@corp.example`);
  const rules = Array.from({ length: 4 }, (_, number) =>
    rule('INBOUND', `rule ${number}`, { DropAction: {} }, senders, recipients),
  );
  const spent = processorTime();
  const index = indexRules('INBOUND', rules);
  expect(spent()).toBeLessThan(2000);
  const mail = { from: 'x@sender-7.example', recipient: 'recipient-9999@corp.example' };
  expect(index.choose(mail).winner?.Name).toBe('rule 0');
});
