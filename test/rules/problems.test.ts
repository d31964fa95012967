import { describeProblem, showValue } from '../../lib/rules';

const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;

test.each<[unknown, string]>([
  ['a "b"', '"a \\"b\\""'],
  [5, '5'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
  [undefined, 'undefined'],
  [null, 'null'],
  [{ a: [1] }, '{"a":[1]}'],
  [10n, '[object BigInt]'],
  [Symbol('s'), 'Symbol(s)'],
  [cyclic, '[object Object]'],
  [Object.create(null), '{}'],
  [function named() {}, 'function named'],
  [new Error('x'), 'an instance of Error'],
])('%# is shown', (value, text) => {
  expect(showValue(value)).toBe(text);
});

test('a long value is cut, and not within a character', () => {
  expect(showValue('x'.repeat(500))).toHaveLength(120);
  expect(showValue('😀'.repeat(500))).not.toMatch(/[\ud800-\udbff]…$/);
});

test('a problem is a sentence with place, value, reason and remedy', () => {
  const problem = { code: 'x', path: 'Name', value: '', reason: 'a rule needs a name', remedy: 'Give it one' };
  expect(describeProblem(problem)).toBe('Name is "": a rule needs a name. Give it one.');
});
