import fc from 'fast-check';
import { stepsOf } from '../../lib/graph/steps';
import { decide, type MailAddresses, matchesAddress, parsePattern, type Rule } from '../../lib/rules';
import { anyMail, anyRules, rule } from '../rules/random-rules';

type Step = ReturnType<typeof stepsOf>[number];

function matches(patterns: readonly string[], address: string): boolean {
  return patterns.some((pattern) => matchesAddress(parsePattern(pattern), address));
}

function firstMatch(steps: readonly Step[], address: string | undefined, recipient: string): Step | undefined {
  return address
    ? steps.find((step) => matches(step.senders, address) && matches(step.recipients, recipient))
    : undefined;
}

/** The steps as their reader reads them. */
function read(direction: 'INBOUND' | 'OUTBOUND', steps: readonly Step[], mail: MailAddresses): Rule | undefined {
  const bySender = firstMatch(steps, mail.sender, mail.recipient);
  const byFrom = firstMatch(steps, mail.from, mail.recipient);
  if (direction === 'INBOUND') return (bySender ?? byFrom)?.rule;
  const [first] = [bySender, byFrom].filter((step) => step !== undefined).sort((a, b) => a.number - b.number);
  return first?.rule;
}

const someRules = anyRules({ maxLength: 8, distinct: true });

describe('Steps of random rules', () => {
  test('the first that matches is that of the rule that applies', () => {
    fc.assert(
      fc.property(someRules, fc.array(anyMail), ({ direction, rules }, mails) => {
        const steps = stepsOf(direction, rules);
        for (const mail of mails) {
          expect(read(direction, steps, mail)).toBe(decide(direction, rules, mail).winner);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('are the same in whatever order the rules are declared', () => {
    fc.assert(
      fc.property(anyRules({ maxLength: 8 }), ({ direction, rules }) => {
        expect(stepsOf(direction, rules.toReversed())).toEqual(stepsOf(direction, rules));
      }),
    );
  });

  test('are exceptions to later steps of other rules, of which none is an exception to another', () => {
    fc.assert(
      fc.property(someRules, ({ direction, rules }) => {
        const steps = stepsOf(direction, rules);
        for (const { number, rule, exceptionTo } of steps) {
          for (const other of exceptionTo) {
            const wider = steps[other - 1]!;
            expect(other).toBeGreaterThan(number);
            expect(wider.rule).not.toBe(rule);
            expect(wider.applies).toBe(true);
            expect(exceptionTo.filter((between) => steps[between - 1]!.exceptionTo.includes(other))).toEqual([]);
          }
        }
      }),
    );
  });
});

const DROP = { DropAction: {} };
const DELIVER = { NormalDeliveryAction: {} };
const LAMBDA = { InboundLambdaAction: { Arn: 'arn:aws:lambda:us-east-1:123456789012:function:f' } };

function outline(rules: readonly Rule[]) {
  return stepsOf('INBOUND', rules).map(({ number, rule, exceptionTo, conflicts, applies }) => [
    `${number} ${rule.Name}`,
    exceptionTo,
    conflicts.map(({ code, winners }) => `${code} ${winners}`),
    applies,
  ]);
}

test('a rule whose patterns are not equally specific has several steps', () => {
  const mixed = rule('INBOUND', 'mixed', DROP, ['*', 'x@A.example', 'b.example', 'c.example'], ['*', 'corp.example']);
  const steps = stepsOf('INBOUND', [mixed]);
  expect(steps.map(({ senders, recipients }) => [senders, recipients])).toEqual([
    [['x@a.example'], ['corp.example']],
    [['x@a.example'], ['*']],
    [['b.example', 'c.example'], ['corp.example']],
    [['b.example', 'c.example'], ['*']],
    [['*'], ['corp.example']],
    [['*'], ['*']],
  ]);
  expect(steps[2]).toMatchObject({ number: 3, sameRule: [1, 2, 4, 5, 6], exceptionTo: [] });
});

test('exceptions are told of the nearest step, ties and steps that never apply of those that win', () => {
  const rules = [
    rule('INBOUND', 'everybody', LAMBDA, ['*'], ['*']),
    rule('INBOUND', 'domain', DROP, ['*.a.example'], ['*']),
    rule('INBOUND', 'address', DELIVER, ['x@a.example'], ['*']),
    rule('INBOUND', 'elsewhere', DELIVER, ['b.example'], ['*']),
    rule('INBOUND', 'never', LAMBDA, ['x@a.example'], ['*']),
    rule('INBOUND', 'tie', DELIVER, ['b.example', 'c.example'], ['*']),
    rule('INBOUND', 'beaten', LAMBDA, ['b.example', 'd.example'], ['*']),
  ];
  expect(outline(rules)).toEqual([
    ['1 address', [6], [], true],
    ['2 never', [], ['ruleNeverApplies 1', 'runLambdaBeaten 1'], false],
    ['3 elsewhere', [7], [], true],
    ['4 tie', [7], ['rulesTie 3'], true],
    ['5 beaten', [7], ['runLambdaBeaten 3'], true],
    ['6 domain', [7], [], true],
    ['7 everybody', [], [], true],
  ]);
});

test('the exceptions of a rule that are more specific in the recipient', () => {
  const rules = [
    rule('INBOUND', 'all', DROP, ['a.example'], ['*']),
    rule('INBOUND', 'sales', DELIVER, ['a.example'], ['sales@corp.example']),
    rule('INBOUND', 'outside', DELIVER, ['x@b.example'], ['sales@corp.example']),
  ];
  expect(outline(rules).map(([name, exceptionTo]) => [name, exceptionTo])).toEqual([
    ['1 outside', []],
    ['2 sales', [3]],
    ['3 all', []],
  ]);
});
