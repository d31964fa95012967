import { parseFilterPattern } from '../../../lib/local/services/filter-pattern';

const document = { traceId: 't', event: { eventName: 'RULE_APPLIED', ruleName: 'a "b"', list: ['x'] } };

test.each([
  ['', true],
  ['{ $.event.eventName = "RULE_APPLIED" }', true],
  ['{$.event.eventName="RULE_*"}', true],
  ['{ $.event.eventName = "*_APPLIED" }', true],
  ['{ $.event.eventName = "RULE" }', false],
  ['{ $.event.eventName != "RULE" }', true],
  ['{ $.event.ruleName = "a \\"b\\"" }', true],
  ['{ $.event.list[0] = "x" }', true],
  ['{ $.event.nothing.at.all = "x" }', false],
  ['{ $.event.nothing != "x" }', false],
  ['{ ($.event.eventName = "A") || ($.event.eventName = "RULE_APPLIED") }', true],
  ['{ $.traceId = "t" && $.event.eventName = "A" || $.traceId = "t" }', true],
  ['{ $.traceId = "t" && ($.event.eventName = "A" || $.traceId = "u") }', false],
])('%s: %s', (pattern, matches) => {
  expect(parseFilterPattern(pattern)(document)).toBe(matches);
});

test.each(['ERROR', '{ $.a = 1 }', '{ $.a = "x" ', '{ $.a = "x" } }', '{ "x" = $.a }', '{ $.a > "x" }', '[a, b]'])(
  '%s is refused',
  (pattern) => {
    expect(() => parseFilterPattern(pattern)).toThrow(/only text in JSON is compared/);
  },
);
