import fc from 'fast-check';
import { decide, deploymentOrder, type InboundRule, MOST_IN_FLIGHT, type RuleToOrder } from '../../lib/rules';
import { processorTime } from '../processor-time';
import { inbound } from './sample-rules';

const alone = (rule: InboundRule): RuleToOrder => ({ rule, group: '', after: [] });

/** For each rule, all that stand before it, directly or not. */
function reachable(dependencies: readonly (readonly number[])[]): Set<number>[] {
  const visit = (index: number, found: Set<number>): Set<number> => {
    for (const before of dependencies[index]!) {
      if (found.has(before)) continue;
      found.add(before);
      visit(before, found);
    }
    return found;
  };
  return dependencies.map((_list, index) => visit(index, new Set()));
}

/** The most rules of which none waits for another, by a maximum matching (Dilworth's theorem). */
function widest(before: readonly ReadonlySet<number>[]): number {
  const matched = new Map<number, number>();
  const augment = (index: number, seen: Set<number>): boolean =>
    [...before[index]!].some((earlier) => {
      if (seen.has(earlier)) return false;
      seen.add(earlier);
      const taken = matched.get(earlier);
      if (taken !== undefined && !augment(taken, seen)) return false;
      matched.set(earlier, index);
      return true;
    });
  return before.length - before.filter((_set, index) => augment(index, new Set())).length;
}

const label = fc.constantFrom('a', 'b', 'c');
const domain = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'));
const address = fc.tuple(label, domain).map(([name, at]) => `${name}@${at}`);
const pattern = fc.oneof(
  address,
  domain,
  domain.map((text) => `*.${text}`),
  fc.constant('*'),
);
const onePattern = fc.record({ senders: fc.tuple(pattern), recipients: fc.tuple(pattern) }).map(inbound);
const severalPatterns = fc
  .record({
    senders: fc.array(pattern, { minLength: 1, maxLength: 4 }),
    recipients: fc.array(pattern, { minLength: 1, maxLength: 4 }),
  })
  .map(inbound);

/** Does the first rule win over the second for some mail? Asked of precedence itself, for every address there can be. */
const labels = ['a', 'b', 'c', 'x'];
const domains = labels.flatMap((one) => [
  one,
  ...labels.flatMap((two) => [`${two}.${one}`, ...labels.map((three) => `${three}.${two}.${one}`)]),
]);
const names = ['a', 'b', 'c', 'x'];

function wins(first: InboundRule, second: InboundRule, from: string, recipient: string): boolean {
  const decision = decide('INBOUND', [first, second], { from, recipient });
  return decision.winner === first && decision.losers[0]?.why.includes('more specifically') === true;
}

test('it is never a circle, and at most 10 rules are in flight', () => {
  fc.assert(
    fc.property(fc.array(severalPatterns, { maxLength: 40 }), (rules) => {
      const dependencies = deploymentOrder(rules.map(alone));
      const before = reachable(dependencies);
      for (const [index, set] of before.entries()) expect(set.has(index)).toBe(false);
      expect(widest(before)).toBeLessThanOrEqual(MOST_IN_FLIGHT);
    }),
  );
});

test('every exception stands before the rule that it is an exception to', () => {
  const mails = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...domains)).map(([name, at]) => `${name}@${at}`);
  fc.assert(
    fc.property(
      fc.array(onePattern, { maxLength: 30 }),
      fc.array(fc.tuple(mails, mails), { minLength: 40 }),
      (rules, list) => {
        const before = reachable(deploymentOrder(rules.map(alone)));
        for (const [from, recipient] of list) {
          for (const [i, first] of rules.entries()) {
            for (const [j, second] of rules.entries()) {
              if (i !== j && wins(first, second, from, recipient)) expect(before[j]!.has(i)).toBe(true);
            }
          }
        }
      },
    ),
    { numRuns: 20 },
  );
});

test('also where a rule has several patterns, unless two rules are exceptions to each other', () => {
  const rules = [
    inbound({ name: 'general', senders: ['boss@one.example', '*'] }),
    inbound({ name: 'exception', senders: ['two.example'] }),
  ];
  expect(deploymentOrder(rules.map(alone))).toEqual([[1], []]);
  const mutual = [
    inbound({ name: 'domain of one', senders: ['one.example', '*.two.example'] }),
    inbound({ name: 'address of two', senders: ['boss@two.example', '*.one.example'] }),
  ];
  expect(deploymentOrder(mutual.map(alone))).toEqual([[1], []]);
});

test('an exception by recipient counts where the senders are equal', () => {
  const rules = [inbound({ recipients: ['*'] }), inbound({ recipients: ['sales@corp.example'] })];
  expect(deploymentOrder(rules.map(alone))).toEqual([[1], []]);
});

test('rules that no mail matches both are independent', () => {
  const rules = [
    inbound({ senders: ['a.example'], recipients: ['x.example'] }),
    inbound({ senders: ['boss@a.example'], recipients: ['y.example'] }),
    inbound({ senders: ['b.example'] }),
  ];
  expect(deploymentOrder(rules.map(alone))).toEqual([[], [], []]);
});

test('rules of different groups are no exceptions to each other, but share the 10 places', () => {
  const [general, exception] = [inbound(), inbound({ senders: ['a.example'] })];
  const twoGroups: RuleToOrder[] = [
    { rule: general, group: 'one', after: [] },
    { rule: exception, group: 'two', after: [] },
  ];
  expect(deploymentOrder(twoGroups)).toEqual([[], []]);
  const many = Array.from({ length: 40 }, (_, index) => ({ rule: general, group: `${index % 4}`, after: [] }));
  expect(widest(reachable(deploymentOrder(many)))).toBe(MOST_IN_FLIGHT);
});

test('an order that is given is not contradicted', () => {
  const rules: RuleToOrder[] = [
    { rule: inbound(), group: '', after: [] },
    { rule: inbound({ senders: ['a.example'] }), group: '', after: [0] },
    { rule: inbound({ senders: ['b.example'] }), group: '', after: [] },
  ];
  expect(deploymentOrder(rules)).toEqual([[2], [], []]);
});

test('with the given order it is never a circle either', () => {
  const given = fc.array(fc.record({ rule: severalPatterns, after: fc.array(fc.nat(39), { maxLength: 2 }) }), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(given, (list) => {
      const rules = list.map(({ rule, after }, index) => ({ rule, group: '', after: after.filter((n) => n < index) }));
      const dependencies = deploymentOrder(rules);
      const before = reachable(dependencies.map((found, index) => [...found, ...rules[index]!.after]));
      for (const [index, set] of before.entries()) expect(set.has(index)).toBe(false);
    }),
  );
});

test('what follows from the others is left out', () => {
  const nested = Array.from({ length: 120 }, (_, depth) => inbound({ senders: [`*.${'a.'.repeat(depth)}example`] }));
  const dependencies = deploymentOrder(nested.map(alone));
  expect(dependencies[0]).toEqual([1]);
  expect(Math.max(...dependencies.map((list) => list.length))).toBe(1);
});

test.each([
  ['one sender each', (index: number) => inbound({ senders: [`d${index}.example`] })],
  ['all alike', () => inbound()],
  [
    '250 recipients each',
    (index: number) =>
      inbound({ recipients: Array.from({ length: 250 }, (_, n) => `u${n}@d${(index + n) % 50}.example`) }),
  ],
])('400 rules, %s, take no time', (_what, make) => {
  const rules = Array.from({ length: 400 }, (_, index) => alone(make(index)));
  const spent = processorTime();
  deploymentOrder(rules);
  expect(spent()).toBeLessThan(1000);
});
