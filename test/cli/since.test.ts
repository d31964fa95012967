import { parseSince } from '../../lib/cli/event-log/since';

const NOW = Date.parse('2026-11-25T12:00:00Z');

test.each([
  ['90s', '2026-11-25T11:58:30.000Z'],
  ['10m', '2026-11-25T11:50:00.000Z'],
  ['2h', '2026-11-25T10:00:00.000Z'],
  ['3d', '2026-11-22T12:00:00.000Z'],
  ['99999999999999d', '1970-01-01T00:00:00.000Z'],
  ['2026-11-24T08:00:00Z', '2026-11-24T08:00:00.000Z'],
  ['2026-11-24T09:00:00+01:00', '2026-11-24T08:00:00.000Z'],
])('%s is %s', (text, time) => {
  expect(new Date(parseSince(text, NOW)).toISOString()).toBe(time);
});

test.each(['', '1', 'h', '-1h', '1.5h', '1w', 'yesterday', '2026-13-45', '1'.repeat(20)])('%j is refused', (text) => {
  expect(() => parseSince(text, NOW)).toThrow(/such as 90s/);
});
