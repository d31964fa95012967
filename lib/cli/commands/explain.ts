import type { Command } from 'commander';
import {
  actionTitle,
  type Decision,
  type Direction,
  lambdaAction,
  type Rule,
  recipientPatterns,
  senderPatterns,
} from '../../rules';
import { isOwnAddress } from '../../simulator';
import type { MailFlow } from '../../testing';
import { collectAddress, readAddress } from '../address';
import { addDirectionOptions, type DirectionOptions, directionOf } from '../direction';
import { EXIT } from '../exit';
import { openReadingDocuments, openReadingLines } from '../open-readings';
import { addSourceOptions, openFlow, type SourceOptions } from '../source';
import { formatTable } from '../table';
import { colors, harmless, print, printError, width } from '../terminal';

interface ExplainOptions extends SourceOptions, DirectionOptions {
  readonly from: string;
  readonly to: readonly string[];
  readonly sender?: string;
  readonly expect?: string;
  readonly json?: boolean;
}

interface Explanation {
  readonly direction: Direction;
  readonly from: string;
  readonly sender?: string;
  readonly to: string;
  /** Absent where the rules do not see mail for the recipient. */
  readonly decision?: Decision<Rule>;
  readonly functionNames: Readonly<Record<string, string>>;
}

const EXAMPLES = `
Examples:
  workmail-flow explain --from sales@partner.example --to office@corp.example
  workmail-flow explain --from boss@corp.example --sender secretary@corp.example --to x@y.example --outbound
  workmail-flow explain --rules rules.json --from a@b.example --to c@d.example --expect partners`;

export function addExplain(program: Command): void {
  const command = program
    .command('explain')
    .summary('which rule decides on mail from X to Y, and why')
    .description('Says which rule would decide on mail, which rules would lose, and why. Calls no function.')
    .requiredOption('--from <address>', 'address in the From header', readAddress)
    .requiredOption('--to <address>', 'recipient; may be repeated', collectAddress)
    .option('--sender <address>', 'address in the Sender header: who sent it on behalf of --from', readAddress);
  addSourceOptions(addDirectionOptions(command))
    .option('--expect <rule>', 'exit with 1 unless this rule decides for every recipient')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(explain);
}

async function explain(options: ExplainOptions): Promise<void> {
  const flow = await openFlow(options);
  const explanations = options.to.map((to) => explainOne(flow, options, to));
  const text = options.json
    ? `${JSON.stringify(explanations.map(toDocument), undefined, 2)}\n`
    : `${explanations.flatMap(toLines).join('\n')}\n`;
  await print(text);
  if (options.expect !== undefined) checkExpectation(options.expect, explanations, flow);
}

function checkExpectation(expected: string, explanations: readonly Explanation[], { rules }: MailFlow): void {
  const others = explanations.filter(({ decision }) => decision?.winner?.Name !== expected);
  if (others.length === 0) return;
  process.exitCode = EXIT.negative;
  const names = [...rules.inbound, ...rules.outbound].map(({ Name }) => Name);
  const hint = names.includes(expected) ? '' : ` There is no rule ${JSON.stringify(expected)}.`;
  printError(
    others
      .map(({ to, decision }) => {
        const is = decision?.winner ? `the rule ${JSON.stringify(decision.winner.Name)} decides` : 'no rule decides';
        return `expected ${JSON.stringify(expected)} for ${to}: ${is}.${hint}\n`;
      })
      .join(''),
  );
}

function explainOne(flow: MailFlow, options: ExplainOptions, to: string): Explanation {
  const { from, sender } = options;
  const direction = directionOf(options);
  const { functionNames } = flow;
  const mail = { direction, from, to, functionNames, ...(sender !== undefined && { sender }) };
  if (direction === 'INBOUND' && !isOwnAddress(flow.organization, to)) return mail;
  return { ...mail, decision: flow.decide(direction, { from, sender, recipient: to }) };
}

function toDocument({ direction, from, sender, to, decision }: Explanation): object {
  const { winner, matchedBy, losers = [], openReadings = [] } = decision ?? {};
  return {
    direction,
    from,
    sender,
    to,
    isOfOrganization: decision !== undefined,
    rule: winner?.Name,
    action: winner && actionTitle(direction, winner.Action),
    matchedBy,
    document: winner,
    losers: losers.map(({ rule, why }) => ({ rule: rule.Name, action: actionTitle(direction, rule.Action), why })),
    openReadings: openReadingDocuments(openReadings),
  };
}

function toLines(explanation: Explanation): string[] {
  const { direction, from, sender, to, decision, functionNames } = explanation;
  const behalf = sender === undefined ? '' : `, sent by ${sender}`;
  const title = `${direction === 'INBOUND' ? 'Inbound' : 'Outbound'} mail from ${from}${behalf} to ${to}`;
  return [
    colors.bold(harmless(title)),
    '',
    ...(decision ? decisionLines(direction, decision, functionNames) : OUTSIDE),
    '',
  ];
}

const OUTSIDE = ['The recipient is in none of the mail domains (--domain), so the rules do not see this mail.'];

function decisionLines(
  direction: Direction,
  { winner, matchedBy, losers, openReadings }: Decision<Rule>,
  functionNames: Explanation['functionNames'],
): string[] {
  if (!winner) {
    const does = direction === 'INBOUND' ? 'WorkMail delivers it as its spam filter says' : 'WorkMail sends it';
    return [`No rule matches: ${does}.`, ...spaced(openReadingLines(openReadings))];
  }
  const header = matchedBy === 'SENDER' ? 'Sender' : 'From';
  const ranked = [{ rule: winner, why: `decides, matched by ${header}` }, ...losers];
  const rows = ranked.map(({ rule, why }) => [
    rule.Name,
    actionTitle(direction, rule.Action),
    shortList(senderPatterns(rule)),
    shortList(recipientPatterns(rule)),
    why,
  ]);
  const columns = [
    { title: 'rule', isCut: true },
    { title: 'action' },
    { title: 'senders', isCut: true },
    { title: 'recipients', isCut: true },
    { title: 'why', isCut: true },
  ];
  const cell = (text: string, column: number, row: number) => {
    if (row > 0) return colors.dim(text);
    return column === 0 ? colors.green(text) : text;
  };
  const table = formatTable(columns, rows, { width, header: colors.underline, cell });
  const isFromUnseen = direction === 'INBOUND' && matchedBy === 'SENDER';
  return [
    ...table,
    ...(isFromUnseen ? ['', 'From was not looked at, because a rule matches Sender.'] : []),
    ...functionLines(direction, winner, functionNames),
    ...spaced(openReadingLines(openReadings)),
  ];
}

function functionLines(direction: Direction, { Action }: Rule, names: Explanation['functionNames']): string[] {
  const lambda = lambdaAction(Action);
  if (!lambda) return [];
  const { SynchronousLambdaParameters: synchronous } = lambda;
  const how = synchronous
    ? `WorkMail waits for its answer; if it fails for ${minutes(synchronous.RetryPeriodMinutes)}: ${actionTitle(direction, synchronous.FallbackAction)}.`
    : 'WorkMail ignores its answer.';
  return ['', `It runs ${names[lambda.Arn] ?? lambda.Arn}. ${how}`];
}

function spaced(lines: readonly string[]): string[] {
  return lines.length > 0 ? ['', ...lines] : [];
}

/** Most patterns that a cell shows. */
const MOST_PATTERNS = 3;

function shortList(patterns: readonly string[]): string {
  const more = patterns.length - MOST_PATTERNS;
  return [...patterns.slice(0, MOST_PATTERNS), ...(more > 0 ? [`and ${more} more`] : [])].join(' ');
}

function minutes(count: number): string {
  return count === 1 ? '1 minute' : `${count} minutes`;
}
