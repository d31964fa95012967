import fc from 'fast-check';
import {
  type Action,
  type Conflict,
  decide,
  findConflicts,
  type Rule,
  recipientPatterns,
  senderPatterns,
} from '../../lib/rules';
import { processorTime } from '../processor-time';
import { anyMail, anyRules, rule } from './random-rules';

const DROP: Action = { DropAction: {} };
const BOUNCE: Action = { BounceAction: {} };
const LAMBDA: Action = { InboundLambdaAction: { Arn: 'arn:aws:lambda:us-east-1:123456789012:function:f' } };

function inbound(name: string, action: Action, senders: string[] = ['*'], recipients: string[] = ['*']): Rule {
  return rule('INBOUND', name, action, senders, recipients);
}

/** `code: loser < winners`, for each conflict. */
function outline(rules: readonly Rule[]): string[] {
  return findConflicts('INBOUND', rules).map(
    (conflict) => `${conflict.code}: ${conflict.rule.Name} < ${conflict.winners.map(({ Name }) => Name).join(', ')}`,
  );
}

describe('Rules that can never win', () => {
  test('have nothing but patterns that rules with a more restrictive action have too', () => {
    const rules = [
      inbound('never', BOUNCE, ['a.example', 'B.example']),
      inbound('one', DROP, ['b.example', '*.c.example']),
      inbound('two', DROP, ['A.example']),
    ];
    expect(outline(rules)).toEqual(['ruleNeverApplies: never < one, two']);
  });

  test.each([
    ['a sender of its own', ['a.example', 'b.example'], ['*']],
    ['a recipient of its own', ['a.example'], ['*', 'corp.example']],
    ['a more specific sender', ['x@a.example'], ['*']],
    ['a less specific recipient', ['a.example'], ['*', '*.example']],
  ])('do not have %s', (_, senders, recipients) => {
    expect(outline([inbound('some', BOUNCE, senders, recipients), inbound('drop', DROP, ['a.example'])])).toEqual([]);
  });

  test('can be so between several rules for each pair of patterns', () => {
    const never = inbound('never', BOUNCE, ['a.example', 'b.example'], ['x@corp.example', 'y@corp.example']);
    const covers = [
      inbound('1', DROP, ['a.example'], ['x@corp.example']),
      inbound('2', DROP, ['a.example'], ['y@corp.example']),
      inbound('3', DROP, ['b.example'], ['x@corp.example', 'y@corp.example']),
    ];
    expect(outline([never, ...covers])).toEqual(['ruleNeverApplies: never < 1, 2, 3']);
    expect(outline([never, ...covers.slice(1)])).toEqual([]);
  });
});

describe('Rules that tie', () => {
  test('are decided by name, and what can be read otherwise is marked', () => {
    const [tie, ...more] = findConflicts('INBOUND', [inbound('b', DROP), inbound('a', DROP)]);
    expect(tie).toMatchObject({
      code: 'rulesTie',
      rule: { Name: 'b' },
      winners: [{ Name: 'a' }],
      sender: '*',
      recipient: '*',
      pairs: 1,
      applies: false,
      openReadings: ['equalRules'],
      sentence:
        '"b" ties with "a" for mail from * to *: equally specific, and the action as restrictive. Which of them applies is ' +
        'not documented; taken is the first by name, so that "b" never applies. Make them one rule, or give one of them more specific patterns',
    });
    expect(more).toEqual([]);
  });

  test('do so for a part of their patterns', () => {
    const rules = [
      inbound('a', DROP, ['a.example', 'b.example', 'c.example']),
      inbound('b', DROP, ['b.example', 'c.example', 'd.example']),
    ];
    const conflicts = findConflicts('INBOUND', rules);
    expect(conflicts.map(({ code, pairs, sender, applies }) => [code, pairs, sender, applies])).toEqual([
      ['rulesTie', 2, 'b.example', true],
    ]);
  });

  test('do not matter where another rule wins', () => {
    expect(outline([inbound('a', BOUNCE), inbound('b', BOUNCE, ['*', 'x.example']), inbound('c', DROP)])).toEqual([
      'ruleNeverApplies: a < c',
    ]);
  });
});

describe('A Run Lambda rule', () => {
  test('is beaten by a rule that is as specific with any other action', () => {
    const rules = [
      inbound('audit', LAMBDA, ['a.example', 'b.example', 'c.example']),
      inbound('exception', { NormalDeliveryAction: {} }, ['a.example', 'c.example']),
    ];
    expect(outline(rules)).toEqual(['runLambdaBeaten: audit < exception']);
    expect(findConflicts('INBOUND', rules)[0]?.sentence).toBe(
      '"audit" does not run its function for mail from a.example to * and one more pair of patterns: at equal ' +
        'specificity any other action comes before Run Lambda, here that of "exception". Give "audit" more specific ' +
        'patterns, or the others less specific ones',
    );
  });

  test('with an exception that is more specific is as it should be', () => {
    expect(outline([inbound('audit', LAMBDA), inbound('exception', DROP, ['a.example'])])).toEqual([]);
  });
});

test('a sentence counts the names that are too many for it', () => {
  const rules = ['b', 'c', 'd', 'e', 'f'].map((name) => inbound(name, DROP, [`${name}.example`]));
  const senders = rules.flatMap(senderPatterns);
  const [conflict] = findConflicts('INBOUND', [...rules, inbound('never', BOUNCE, senders)]);
  expect(conflict?.sentence).toContain('"b", "c", "d" and 2 more.');
});

// ---- properties ---------------------------------------------------------------------------------

const someRules = anyRules({ maxLength: 8, distinct: true });

/** An address that a pattern matches and no narrower one of the random patterns does. */
function typicalAddress(pattern: string): string {
  const text = pattern.toLowerCase();
  if (text === '*') return 'nobody-else@typical';
  if (text.includes('@')) return text;
  return text.startsWith('*.') ? `nobody-else@typical.${text.slice(2)}` : `nobody-else@${text}`;
}

function neverApply(conflicts: readonly Conflict<Rule>[]): Set<Rule> {
  return new Set(conflicts.filter(({ applies }) => !applies).map(({ rule }) => rule));
}

describe('On random rules', () => {
  test('a rule that never applies wins no mail, and every other wins some', () => {
    fc.assert(
      fc.property(someRules, fc.array(anyMail), ({ direction, rules }, mails) => {
        const never = neverApply(findConflicts(direction, rules));
        const winners = new Set(mails.map((mail) => decide(direction, rules, mail).winner));
        for (const rule of never) expect(winners).not.toContain(rule);
        for (const rule of rules) {
          const wins = senderPatterns(rule).some((sender) =>
            recipientPatterns(rule).some((recipient) => {
              const mail = { from: typicalAddress(sender), recipient: typicalAddress(recipient) };
              return decide(direction, rules, mail).winner === rule;
            }),
          );
          expect([rule.Name, wins]).toEqual([rule.Name, !never.has(rule)]);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('that one never applies is said only where nothing open decides', () => {
    fc.assert(
      fc.property(someRules, ({ direction, rules }) => {
        const conflicts = findConflicts(direction, rules);
        const tied = new Set(conflicts.filter(({ code }) => code === 'rulesTie').map(({ rule }) => rule));
        for (const { code, rule, applies, openReadings } of conflicts) {
          if (code === 'ruleNeverApplies') expect([applies, tied.has(rule), openReadings]).toEqual([false, false, []]);
        }
      }),
    );
  });

  test('whatever loses by name, or to another action than Run Lambda, is told, and nothing else', () => {
    fc.assert(
      fc.property(someRules, ({ direction, rules }) => {
        const told = new Set<string>();
        for (const { code, rule, winners } of findConflicts(direction, rules)) {
          if (code !== 'ruleNeverApplies') for (const { Name } of winners) told.add(`${code} ${rule.Name} < ${Name}`);
        }
        const seen = new Set<string>();
        for (const from of new Set(rules.flatMap(senderPatterns).map(typicalAddress))) {
          for (const recipient of new Set(rules.flatMap(recipientPatterns).map(typicalAddress))) {
            const { winner, losers } = decide(direction, rules, { from, recipient });
            for (const { rule, why } of losers) {
              if (/first by name$/.test(why)) seen.add(`rulesTie ${rule.Name} < ${winner?.Name}`);
              if (/comes before Run Lambda/.test(why)) seen.add(`runLambdaBeaten ${rule.Name} < ${winner?.Name}`);
            }
          }
        }
        expect([...told].sort()).toEqual([...seen].sort());
      }),
      { numRuns: 300 },
    );
  });

  test('the order in which they are declared changes nothing', () => {
    fc.assert(
      fc.property(someRules, ({ direction, rules }) => {
        expect(findConflicts(direction, rules.toReversed())).toEqual(findConflicts(direction, rules));
      }),
    );
  });
});

test('400 rules with 1,000 sender patterns take no time', () => {
  const rules = Array.from({ length: 400 }, (_, number) => {
    const senders = Array.from(
      { length: number < 200 ? 3 : 2 },
      (_, index) => `d${(number * 2 + index) % 700}.example`,
    );
    return inbound(`rule ${number}`, number % 3 ? DROP : LAMBDA, senders, ['*', `r${number % 50}@corp.example`]);
  });
  findConflicts('INBOUND', rules);
  const spent = processorTime();
  const conflicts = findConflicts('INBOUND', rules);
  // Measured: 3 ms.
  expect(spent()).toBeLessThan(100);
  expect(conflicts.length).toBeGreaterThan(50);
});
