import { OPEN_READINGS } from '../../lib/rules';
import { findingsReport } from './findings-report';

it('prints what was seen as entries of the file that holds the open readings', () => {
  const report = findingsReport(
    {
      observations: {
        letterCase: { isAsRead: true, seen: "it's equal" },
        gatewayTwice: { isAsRead: false, seen: 'created again: taken' },
      },
      refusals: { 'Delete of one that does not': 'EntityNotFoundException' },
    },
    'us-east-1, 2026-12-01',
  );
  const [, entries = '', names] = /^For .*?:\n(.*)\nNames of refusals, .*?:\n(.*)$/s.exec(report) ?? [];
  const pasted = new Function(`return {${entries}};`)();
  expect(pasted).toEqual({
    letterCase: { ...OPEN_READINGS.letterCase, observed: "us-east-1, 2026-12-01: so it is; it's equal." },
    gatewayTwice: {
      ...OPEN_READINGS.gatewayTwice,
      observed: 'us-east-1, 2026-12-01: NOT SO; created again: taken.',
    },
  });
  expect(names).toBe('  Delete of one that does not: EntityNotFoundException');
});
