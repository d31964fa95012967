import type { Outcome } from '../../simulator';
import { CommandError } from '../exit';

type OutcomeTest = (outcome: Outcome) => boolean;

/** What `--fail-on` takes. */
const TESTS: Readonly<Record<string, OutcomeTest>> = {
  dropped: ({ kind }) => kind === 'dropped',
  bounced: ({ kind }) => kind === 'bounced',
  junk: ({ kind, folder }) => kind === 'deliveredToJunk' || folder === 'junk',
  routed: ({ kind }) => kind === 'routed',
  copied: ({ kind }) => kind === 'addedAsBlindCopy',
  outside: ({ kind }) => kind === 'outsideOrganization',
  fallback: ({ how }) => how === 'fallback',
  'no-rule': ({ how }) => how === 'noRule',
};

const NAMES = Object.keys(TESTS).join(', ');

export const FAIL_ON_HELP = `exit with 1 if any recipient's mail comes to one of these, with commas between: ${NAMES}`;

/** `dropped,bounced` */
export function parseFailOn(value: string): OutcomeTest {
  const tests = value.split(',').map((name) => {
    const test = Object.hasOwn(TESTS, name.trim()) ? TESTS[name.trim()] : undefined;
    if (test) return test;
    throw new CommandError('FAIL_ON_UNKNOWN', `--fail-on has ${JSON.stringify(name)}`, `It takes ${NAMES}`);
  });
  return (outcome) => tests.some((test) => test(outcome));
}
