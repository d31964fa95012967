import type { Area, Finding, Severity } from '../../administration';
import { plural } from '../plural';
import { colors, harmless } from '../terminal';

const TITLES: Readonly<Record<Area, string>> = {
  place: 'Who and where',
  operations: 'Operations',
  rights: 'Rights',
  functions: 'Functions',
  gateways: 'SMTP gateways',
  rules: 'Rules',
  eventLog: 'Event log',
};

const SIGNS: Readonly<Record<Severity, string>> = {
  fine: colors.green('ok      '),
  note: colors.cyan('note    '),
  unproven: colors.yellow('unproven'),
  warning: colors.yellow('warning '),
  problem: colors.red('problem '),
};

/** The findings of an area below its title, each with its cure. */
export function findingLines(findings: readonly Finding[]): string[] {
  const areas = [...new Set(findings.map(({ area }) => area))];
  return areas.flatMap((area) => [
    colors.bold(TITLES[area]),
    ...findings.filter((finding) => finding.area === area).flatMap(linesOf),
    '',
  ]);
}

function linesOf({ severity, sentence, code, cure }: Finding): string[] {
  const line = `  ${SIGNS[severity]}  ${harmless(sentence)}. ${colors.dim(`[${code}]`)}`;
  return cure === undefined ? [line] : [line, `            ${colors.dim('cure:')} ${harmless(cure)}`];
}

export function summaryLine(findings: readonly Finding[]): string {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const counted = (['problem', 'warning'] as const).map((severity) => plural(count(severity), severity));
  return `${counted.join(', ')}, ${count('unproven')} not proven`;
}
