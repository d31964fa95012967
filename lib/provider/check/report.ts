import { OPEN_READINGS } from '../../rules';
import { addressesOf, type Finding, showAction, showApplied } from './findings';
import type { ExpectationDocument } from './properties';

/** Room for the table in an answer to CloudFormation, which takes 4 KB of UTF-8 in all. */
const MOST_BYTES = 2800;

/** The table of what was expected and what is, for the person who deploys, and what it rests on. */
export function reportFailure(organizationId: string, findings: readonly Finding[]): string {
  const unmet = findings.filter(({ isMet }) => !isMet);
  const rows = [['mail', 'expected', 'actual'], ...unmet.map(rowOf)];
  const widths = [0, 1].map((column) => Math.min(60, Math.max(...rows.map((row) => row[column]!.length))));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | '));
  return [
    `Mail of organization ${organizationId} does not go as expected, in ${unmet.length} of ${findings.length} cases:`,
    ...fitting(lines, MOST_BYTES),
    ...remarks(unmet),
    'Correct the rules, or what the check expects.',
  ].join('\n');
}

/** What the log keeps of every finding. */
export function recordOf(finding: Finding): Readonly<Record<string, unknown>> {
  const { expectation, isMet, decidedWithout, difference } = finding;
  const [mail, expected, actual] = rowOf(finding);
  return { direction: expectation.Direction, mail, expected, actual, isMet, decidedWithout, difference };
}

function rowOf({ expectation, actual }: Finding): [mail: string, expected: string, actual: string] {
  return [showMail(expectation), showExpected(expectation), showApplied(expectation.Direction, actual)];
}

export function showMail(expectation: ExpectationDocument): string {
  const { from, sender, recipient } = addressesOf(expectation);
  const onBehalf = sender ? ` (Sender ${sender})` : '';
  return `${expectation.Direction.toLowerCase()} ${from}${onBehalf} to ${recipient}`;
}

function showExpected({ Direction, Outcome }: ExpectationDocument): string {
  switch (Outcome.Kind) {
    case 'RULE':
      return showApplied(Direction, { name: Outcome.RuleName });
    case 'ACTION':
      return showAction(Direction, Outcome.Action);
    case 'NONE':
      return showApplied(Direction, undefined);
  }
}

/** As many lines as fit, and how many do not. */
function fitting(lines: readonly string[], mostBytes: number): string[] {
  let bytes = 0;
  const taken = lines.filter((line) => {
    bytes += Buffer.byteLength(line) + 1;
    return bytes <= mostBytes;
  });
  const untold = lines.length - taken.length;
  return untold === 0 ? taken : [...taken, `… and ${untold} more, which the log of the provider function tells.`];
}

function remarks(unmet: readonly Finding[]): string[] {
  const because = [...new Set(unmet.flatMap(({ decidedWithout }) => decidedWithout ?? []))];
  const differing = unmet.flatMap(({ expectation, difference }) =>
    difference ? [{ mail: showMail(expectation), ...difference }] : [],
  );
  const readings = [...new Set(differing.flatMap(({ openReadings }) => openReadings))];
  return [
    ...because.map((reason) => `Decided by this library over the rules that will be there, because ${reason}.`),
    ...differing.map(
      ({ mail, workmail, engine }) =>
        `WorkMail and this library differ about ${mail}: WorkMail says ${workmail}, the rules as documented say ${engine}.`,
    ),
    ...readings.map((reading) => `Open (${reading}): ${OPEN_READINGS[reading].question}`),
  ];
}
