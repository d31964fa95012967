import type { Outcome, OutcomeKind } from '../../simulator';
import { outcomeTitle } from '../../testing';
import { openReadingLines } from '../open-readings';
import { plural } from '../plural';
import { formatTable } from '../table';
import { colors, harmless, width } from '../terminal';
import type { Report, SimulatedMessage } from './report';
import type { Tally } from './tally';

const PAINTS: Readonly<Record<OutcomeKind, (text: string) => string>> = {
  deliveredToInbox: colors.green,
  sent: colors.green,
  routed: colors.green,
  addedAsBlindCopy: colors.cyan,
  deliveredToJunk: colors.yellow,
  bounced: colors.red,
  dropped: colors.red,
  outsideOrganization: colors.dim,
};

/** A table for each message, then a summary. */
export const textReport: Report = {
  begin: () => '',
  message: (message) => `${messageLines(message).join('\n')}\n\n`,
  end: (tally, seconds) => `${summaryLines(tally, seconds).join('\n')}\n`,
};

/** The summary alone. */
export const summaryReport: Report = { ...textReport, message: () => '' };

function messageLines({ name, mail }: SimulatedMessage): string[] {
  const { header, outcomes, calls, notices, updatedContent } = mail;
  const from = header.from ? `from ${header.from}` : 'without a sender';
  const subject = header.subject === undefined ? 'without a subject' : JSON.stringify(shorten(header.subject));
  const title = `${colors.bold(harmless(name))}  ${harmless(`${from}, ${subject}`)}`;
  const updated = updatedContent
    ? [`  content changed by a function: now ${plural(updatedContent.byteLength, 'byte')}`]
    : [];
  return [
    title,
    ...outcomeTable(outcomes),
    ...updated,
    ...asides([...notices, ...calls.flatMap((call) => call.notices)]),
  ];
}

const COLUMNS = [
  { title: 'recipient', isCut: true },
  { title: 'outcome' },
  { title: 'rule', isCut: true },
  { title: 'why', isCut: true },
];

function outcomeTable(outcomes: readonly Outcome[]): string[] {
  const rows = outcomes.map((outcome) => [
    outcome.recipient,
    kindTitle(outcome),
    outcome.rule?.Name ?? '',
    whyOf(outcome),
  ]);
  const cell = (text: string, column: number, row: number) => {
    const outcome = outcomes[row];
    if (column === 1 && outcome) return PAINTS[outcome.kind](text);
    return column === 3 ? colors.dim(text) : text;
  };
  return formatTable(COLUMNS, rows, { width, indent: 2, cell });
}

/** Beside the column that names the rule its name is not repeated: on a terminal there is little room. */
function whyOf({ why, rule, text, gateway, openReadings }: Outcome): string {
  return [
    rule
      ? why.replace(`The function of rule "${rule.Name}"`, 'Its function').replace(`Rule "${rule.Name}"`, 'It')
      : why,
    ...(text === undefined ? [] : [JSON.stringify(text)]),
    ...(gateway === undefined ? [] : [`Gateway: ${gateway}`]),
    ...(openReadings.length > 0 ? [`(open: ${openReadings.join(', ')})`] : []),
  ].join(' ');
}

function asides(notices: readonly { readonly text: string }[]): string[] {
  return notices.map(({ text }) => colors.dim(`  read with care: ${harmless(text)}`));
}

/** Most characters of a subject that are shown. */
const MOST_SHOWN = 60;

function shorten(subject: string): string {
  const characters = [...subject];
  return characters.length > MOST_SHOWN ? `${characters.slice(0, MOST_SHOWN - 1).join('')}…` : subject;
}

function summaryLines(
  { messages, recipients, outcomes, rules, fallbacks, openReadings }: Tally,
  seconds: number,
): string[] {
  const rate = messages >= 1000 ? `, ${number(messages / seconds)} messages a second` : '';
  const took = `${seconds.toFixed(1)} s${rate}`;
  const byOutcome = [...outcomes].map(
    ([kind, count]) => [number(count), kindTitle({ kind: kind as OutcomeKind })] as const,
  );
  const byRule = [...rules].map(([name, count]) => [number(count), name ? `by ${name}` : 'by no rule'] as const);
  const byFallback = fallbacks > 0 ? ([[number(fallbacks), 'by a fallback action']] as const) : [];
  return [
    colors.bold(`${plural(messages, 'message')}, ${plural(recipients, 'recipient')}, ${took}`),
    ...counts(byOutcome),
    ...counts([...byRule, ...byFallback]),
    ...(openReadings.size > 0 ? ['', ...openReadingLines(openReadings)] : []),
  ];
}

function counts(rows: readonly (readonly [count: string, what: string])[]): string[] {
  if (rows.length === 0) return [];
  const widest = Math.max(...rows.map(([count]) => count.length));
  return ['', ...rows.map(([count, what]) => `  ${count.padStart(widest)}  ${harmless(what)}`)];
}

/** The same for all outcomes of a kind, and short. */
function kindTitle({ kind }: Pick<Outcome, 'kind'>): string {
  return kind === 'routed' ? 'routed' : outcomeTitle({ kind } as Outcome);
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
