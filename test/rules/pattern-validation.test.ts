import fc from 'fast-check';
import { processorTime } from '../processor-time';
import { codesOf, inbound, problemsOf } from './sample-rules';

function codeOf(pattern: unknown): string | undefined {
  return codesOf(inbound({ senders: [pattern as string] }))[0];
}

test.each([
  '*',
  'user@example.com',
  'User.Name@Example.COM',
  "o'brien@example.com",
  'user_name-1@sub.example.com',
  'example.com',
  'a.b.c.d.example.com',
  '*.example.com',
  '*.sub.example.com',
  'xn--bcher-kva.example',
  'bücher.example',
  'почта@пример.рф',
  '例え.テスト',
  'localhost',
  `${'x'.repeat(64)}@example.com`,
  `${'a'.repeat(63)}.example`,
  Array.from({ length: 127 }, () => 'a').join('.'),
])('%j is a pattern', (pattern) => {
  expect(codesOf(inbound({ senders: [pattern], recipients: [pattern] }))).toEqual([]);
});

test.each([
  ['', 'patternEmpty'],
  ['   ', 'patternEmpty'],
  ['user+tag@example.com', 'patternPlus'],
  ['+', 'patternPlus'],
  ['ex+ample.com', 'patternPlus'],
  ['**', 'patternStar'],
  ['*example.com', 'patternStar'],
  ['*@example.com', 'patternStar'],
  ['*@*', 'patternStar'],
  ['*.', 'patternStar'],
  ['*.*', 'patternStar'],
  ['*.*.example.com', 'patternStar'],
  ['sub.*.example.com', 'patternStar'],
  ['example.*', 'patternStar'],
  ['user@*.example.com', 'patternStar'],
  ['us*r@example.com', 'patternStar'],
  ['@', 'patternAddress'],
  ['@example.com', 'patternAddress'],
  ['user@', 'patternAddress'],
  ['a@b@example.com', 'patternAddress'],
  ['.user@example.com', 'patternAddress'],
  ['user.@example.com', 'patternAddress'],
  ['us..er@example.com', 'patternAddress'],
  [`${'x'.repeat(65)}@example.com`, 'patternAddress'],
  ['.', 'patternDomain'],
  ['.example.com', 'patternDomain'],
  ['example.com.', 'patternDomain'],
  ['example..com', 'patternDomain'],
  ['-example.com', 'patternDomain'],
  ['example-.com', 'patternDomain'],
  ['exa$mple.com', 'patternDomain'],
  ['*..example.com', 'patternDomain'],
  ['user@exa_mple_.com', 'patternDomain'],
  [`${'a'.repeat(64)}.example`, 'patternDomain'],
  [Array.from({ length: 128 }, () => 'a').join('.'), 'patternDomain'],
  ['user@example.com ', 'patternWhiteSpace'],
  ['user @example.com', 'patternWhiteSpace'],
  ['a.example\nb.example', 'patternWhiteSpace'],
  ['user\u0000@example.com', 'patternWhiteSpace'],
  ['user\u200b@example.com', 'patternWhiteSpace'],
  ['\ufeffexample.com', 'patternWhiteSpace'],
  ['user\ud800@example.com', 'patternWhiteSpace'],
  ['User <user@example.com>', 'patternNotBare'],
  ['<user@example.com>', 'patternNotBare'],
  ['a.example,b.example', 'patternNotBare'],
  ['a.example;b.example', 'patternNotBare'],
  ['mailto:user@example.com', 'patternNotBare'],
  ['"user"@example.com', 'patternNotBare'],
  ['user@[10.0.0.1]', 'patternNotBare'],
  [undefined, 'patternNotText'],
  [null, 'patternNotText'],
  [5, 'patternNotText'],
  [['a.example'], 'patternNotText'],
  [{}, 'patternNotText'],
  [/a/, 'patternNotText'],
])('%j is none: %s', (pattern, code) => {
  expect(codeOf(pattern)).toBe(code);
});

test.each([
  ['*@corp.example', 'Use "corp.example" for every address of the domain'],
  ['*@*.corp.example', 'Use "*.corp.example" for a domain and its subdomains'],
  ['*corp.example', 'Use "*.corp.example" for a domain and its subdomains'],
  ['*@', 'Use "example.com" for every address of the domain'],
  ['user+tag@corp.example', 'Use the address without the + part, or the domain'],
  ['@corp.example', 'Use "corp.example" for the domain'],
  ['@', 'Add the domain'],
])('%j: %s', (pattern, remedy) => {
  expect(problemsOf(inbound({ senders: [pattern] }))[0]?.remedy).toBe(remedy);
});

test('a problem names condition and position', () => {
  const rule = inbound({ senders: ['a.example', 'b+c.example'], recipients: ['*', 'd.example', ''] });
  expect(problemsOf(rule).map(({ path, value }) => [path, value])).toEqual([
    ['Condition.OriginRuleCondition.Patterns[1]', 'b+c.example'],
    ['Condition.DestinationRuleCondition.Patterns[2]', ''],
  ]);
});

test.each([
  ['nothing', undefined, 'patterns are a list'],
  ['null', null, 'patterns are a list'],
  ['a text', 'example.com', 'patterns are a list'],
  ['an object', { 0: 'example.com', length: 1 }, 'patterns are a list'],
  ['an empty list', [], 'a condition without patterns matches nobody'],
])('%s in place of a list', (_what, patterns, reason) => {
  const [problem] = problemsOf(withSenders(patterns));
  expect(problem).toMatchObject({ code: 'patternsMissing', path: 'Condition.OriginRuleCondition.Patterns', reason });
});

function withSenders(patterns: unknown): unknown {
  const rule = inbound();
  return { ...rule, Condition: { ...rule.Condition, OriginRuleCondition: { Patterns: patterns } } };
}

test('a hole in a list is no pattern', () => {
  const holed: string[] = ['a.example'];
  holed[2] = 'c.example';
  expect(problemsOf(inbound({ senders: holed }))).toMatchObject([
    { code: 'patternNotText', path: 'Condition.OriginRuleCondition.Patterns[1]' },
  ]);
});

test('every pattern of every script gets an answer, and a fast one', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: fc.constantFrom('*', '.', '@', 'a', '-', '+', 'é', '\ud800'), maxLength: 300 }),
  );
  fc.assert(
    fc.property(text, (pattern) => {
      expect(codesOf(inbound({ senders: [pattern] })).length).toBeLessThanOrEqual(1);
    }),
  );
});

test.each(['a', '.', '*', '@', '-', 'a.', 'a-', '*.', '\u0301'])('a megabyte of %j is refused at once', (part) => {
  const pattern = part.repeat(1_000_000 / part.length);
  const spent = processorTime();
  expect(codeOf(pattern)).toMatch(/^pattern/);
  expect(spent()).toBeLessThan(500);
});
