import fc from 'fast-check';
import { domainOf, matchesAddress, parsePattern, specificity, widerPatterns } from '../../lib/rules/patterns';

const label = fc.constantFrom('a', 'b', 'c');
const domain = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
const address = fc.tuple(label, domain).map(([name, at]) => `${name}@${at}`);
const pattern = fc.oneof(
  address,
  domain,
  domain.map((text) => `*.${text}`),
  fc.constant('*'),
);

test.each([
  ['*', 'anybody@anywhere.example', true],
  ['*', '<>', true],
  ['user@corp.example', 'user@corp.example', true],
  ['user@corp.example', 'User@Corp.Example', true],
  ['user@corp.example', 'other@corp.example', false],
  ['corp.example', 'user@corp.example', true],
  ['corp.example', 'user@sub.corp.example', false],
  ['corp.example', 'user@notcorp.example', false],
  ['corp.example', 'corp.example', false],
  ['*.corp.example', 'user@corp.example', true],
  ['*.corp.example', 'user@sub.corp.example', true],
  ['*.corp.example', 'user@a.b.corp.example', true],
  ['*.corp.example', 'user@notcorp.example', false],
  ['*.corp.example', 'user@example', false],
  ['CORP.example', 'user@corp.EXAMPLE', true],
])('%s and %s: %s', (text, mail, expected) => {
  expect(matchesAddress(parsePattern(text), mail)).toBe(expected);
});

test('the domain follows the last @', () => {
  expect(domainOf('"a@b"@Corp.Example')).toBe('corp.example');
  expect(domainOf('nobody')).toBe('');
  expect(domainOf('')).toBe('');
});

test('address, domain, longer wildcard domain, wildcard domain, star: each is less specific than the one before', () => {
  const texts = ['user@corp.example', 'corp.example', '*.sub.corp.example', '*.corp.example', '*.example', '*'];
  const numbers = texts.map((text) => specificity(parsePattern(text)));
  expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
  expect(new Set(numbers).size).toBe(texts.length);
});

test('the longest wildcard domain is less specific than a domain', () => {
  const longest = Array.from({ length: 127 }, () => 'a').join('.');
  expect(specificity(parsePattern(`*.${longest}`))).toBeLessThan(specificity(parsePattern('a')));
});

test('the wider patterns of an address', () => {
  expect(widerPatterns(parsePattern('u@a.b.example'))).toEqual([
    'a.b.example',
    '*.a.b.example',
    '*.b.example',
    '*.example',
    '*',
  ]);
  expect(widerPatterns(parsePattern('*.b.example'))).toEqual(['*.example', '*']);
  expect(widerPatterns(parsePattern('*'))).toEqual([]);
});

test('a wider pattern matches whatever the pattern matches, and is less specific', () => {
  fc.assert(
    fc.property(pattern, address, (text, mail) => {
      const narrow = parsePattern(text);
      for (const wide of widerPatterns(narrow).map(parsePattern)) {
        expect(specificity(wide)).toBeLessThan(specificity(narrow));
        if (matchesAddress(narrow, mail)) expect(matchesAddress(wide, mail)).toBe(true);
      }
    }),
  );
});

test('of two patterns that match one address, one is among the wider patterns of the other', () => {
  fc.assert(
    fc.property(pattern, pattern, address, (a, b, mail) => {
      const [first, second] = [parsePattern(a), parsePattern(b)];
      fc.pre(a !== b && matchesAddress(first, mail) && matchesAddress(second, mail));
      expect(widerPatterns(first).includes(b) || widerPatterns(second).includes(a)).toBe(true);
    }),
  );
});
