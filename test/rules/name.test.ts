import { codesOf, inbound, problemsOf } from './sample-rules';

test.each(['a', ' a b ', 'Überwachung', '✉️', 'a/b:c', '*', 'x'.repeat(800), 'é'.repeat(400)])(
  '%j is a name',
  (name) => {
    expect(codesOf(inbound({ name }))).toEqual([]);
  },
);

test.each([
  [undefined, 'ruleNameEmpty'],
  [null, 'ruleNameEmpty'],
  ['', 'ruleNameEmpty'],
  [' \t ', 'ruleNameEmpty'],
  [7, 'ruleNameEmpty'],
  [['a'], 'ruleNameEmpty'],
  ['a\nb', 'ruleNameControlCharacter'],
  ['a\u0000', 'ruleNameControlCharacter'],
  ['a\u0085b', 'ruleNameControlCharacter'],
  ['a\ud800', 'ruleNameControlCharacter'],
  ['x'.repeat(801), 'ruleNameTooLong'],
  ['é'.repeat(401), 'ruleNameTooLong'],
])('%j is none: %s', (name, code) => {
  expect(problemsOf({ ...inbound(), Name: name })).toMatchObject([{ code, path: 'Name', value: name }]);
});
