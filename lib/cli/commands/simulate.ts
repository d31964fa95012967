import { type Command, Option } from 'commander';
import type { Outcome } from '../../simulator';
import type { MailFlow, StandIn } from '../../testing';
import { collectAddress } from '../address';
import { namesOrganization } from '../connection';
import { addDirectionOptions, type DirectionOptions, directionOf } from '../direction';
import { CommandError, EXIT } from '../exit';
import { askedFunctions } from '../simulate/asked-functions';
import { Comparison } from '../simulate/comparison';
import { type EarlierResults, readEarlierResults } from '../simulate/earlier-results';
import { FAIL_ON_HELP, parseFailOn } from '../simulate/fail-on';
import { mapInOrder } from '../simulate/in-order';
import { jsonLinesReport, jsonReport } from '../simulate/json-report';
import { findMessages, type MessageSource } from '../simulate/messages';
import { startProgress } from '../simulate/progress';
import type { Report, SimulatedMessage } from '../simulate/report';
import { parseStandIn, STAND_IN_HELP } from '../simulate/stand-in-option';
import { count, newTally, type Tally } from '../simulate/tally';
import { summaryReport, textReport } from '../simulate/text-report';
import { UpdatedMessages } from '../simulate/updated-messages';
import { addSourceOptions, openFlow, type SourceOptions } from '../source';
import { print, printError, printLog } from '../terminal';

interface SimulateOptions extends SourceOptions, DirectionOptions {
  readonly from?: string;
  readonly to?: readonly string[];
  readonly standIn?: readonly StandIn[];
  readonly endpoint?: Readonly<Record<string, string>>;
  readonly failOn?: (outcome: Outcome) => boolean;
  readonly logs?: boolean;
  readonly updated?: string;
  readonly compareWith?: EarlierResults;
  readonly summary?: boolean;
  readonly json?: boolean;
  readonly jsonLines?: boolean;
}

const EXAMPLES = `
Examples:
  workmail-flow simulate message.eml
  workmail-flow simulate --to office@corp.example --domain corp.example - < message.eml
  workmail-flow simulate archive/ --summary --stand-in DEFAULT --fail-on dropped,bounced
  workmail-flow simulate archive/ --json-lines --stand-in screening=answer.json > results.jsonl
  workmail-flow simulate archive/ --app cdk.out --compare-with results.jsonl

Functions are the code of the app, run in processes of their own; they reach the content of the message, the buckets of
the app, and no other service but those that --endpoint names. Bcc is rarely in a stored message: give the recipients with --to where it matters.`;

export function addSimulate(program: Command): void {
  const command = program
    .command('simulate')
    .summary('what happens to messages, for each recipient, and why')
    .description('Says what WorkMail does with messages: for each recipient what happens, by which rule, and why.')
    .argument('<message...>', '.eml files, folders with such files, or - for standard input')
    .option('--from <address>', 'sender of the SMTP envelope; counts only where From is missing')
    .option(
      '--to <address>',
      'recipient of the SMTP envelope; may be repeated (default: those in To, Cc, Bcc)',
      collectAddress,
    );
  addSourceOptions(addDirectionOptions(command))
    .option('--stand-in <answer>', STAND_IN_HELP, collectStandIn)
    .addOption(
      new Option(
        '--endpoint <service=url>',
        'a service that functions may call, WORKMAIL=http://127.0.0.1:…; may be repeated',
      )
        .argParser(collectEndpoint)
        .conflicts(WITHOUT_FUNCTIONS),
    )
    .option('--fail-on <outcomes>', FAIL_ON_HELP, parseFailOn)
    .option('--updated <folder>', 'write there, as .eml files, the messages that functions put back changed')
    .addOption(
      new Option(
        '--compare-with <file>',
        'print only what is not as in an earlier run, which wrote the file by --json-lines; exit with 1 if anything is',
      )
        .argParser(readEarlierResults)
        .conflicts(['summary', 'jsonLines']),
    )
    .addOption(new Option('--logs', 'print what functions print, on standard error').conflicts(WITHOUT_FUNCTIONS))
    .addOption(new Option('--summary', 'print only the summary').conflicts(['json', 'jsonLines']))
    .addOption(new Option('--json', 'print one JSON document').conflicts('jsonLines'))
    .option('--json-lines', 'print a JSON document for each message, on a line of its own')
    .addHelpText('after', EXAMPLES)
    .action(simulateFiles);
}

/** Rules from there come without the code of their functions. */
const WITHOUT_FUNCTIONS = ['rules', 'organizationId', 'organizationAlias'];

function collectStandIn(value: string, values: readonly StandIn[] = []): StandIn[] {
  return [...values, parseStandIn(value)];
}

function collectEndpoint(value: string, values: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, service, url = ''] = /^(\w+)=(.*)$/.exec(value) ?? [];
  if (service && URL.canParse(url)) return { ...values, [service.toUpperCase()]: url };
  throw new CommandError(
    'ENDPOINT_INVALID',
    `--endpoint is ${JSON.stringify(value)}`,
    'Write a service and its URL: WORKMAIL=http://127.0.0.1:8080',
  );
}

/** Messages that are worked on at a time: as many functions run side by side. */
const AT_A_TIME = 8;

async function simulateFiles(paths: readonly string[], options: SimulateOptions): Promise<void> {
  const flow = await openFlow(options, {
    functions: [...(namesOrganization(options) ? [askedFunctions()] : []), ...(options.standIn ?? [])],
    endpoints: options.endpoint,
    ...(options.logs && { onLog: printLog }),
  });
  process.once('SIGINT', () => void flow.stop().finally(() => process.exit(EXIT.interrupted)));
  try {
    const failed = await reportAll(flow, paths, options);
    if (failed > 0) {
      printError(`failed: --fail-on applies to ${failed} ${failed === 1 ? 'recipient' : 'recipients'}\n`);
      process.exitCode = EXIT.negative;
    }
  } finally {
    await flow.stop();
  }
}

/** Simulates and prints message by message. Returns for how many recipients it came to what must not be. */
async function reportAll(flow: MailFlow, paths: readonly string[], options: SimulateOptions): Promise<number> {
  const { failOn = () => false } = options;
  const comparison = options.compareWith && new Comparison(options.compareWith, options.json ?? false);
  const report = comparison ?? chooseReport(options);
  const updated = options.updated === undefined ? undefined : new UpdatedMessages(options.updated);
  const progress = startProgress(Boolean(process.stderr.isTTY) && (!process.stdout.isTTY || options.summary === true));
  const tally: Tally = newTally();
  const begin = performance.now();
  let failed = 0;
  const simulateOne = (source: MessageSource) => simulateMessage(flow, source, options);
  await print(report.begin());
  try {
    for await (const message of mapInOrder(findMessages(paths), AT_A_TIME, simulateOne)) {
      const text = report.message(message, tally.messages);
      if (text) await print(text);
      await updated?.write(message);
      count(tally, message.mail);
      failed += message.mail.outcomes.filter(failOn).length;
      progress.tick();
    }
  } finally {
    progress.end();
  }
  await print(report.end(tally, (performance.now() - begin) / 1000));
  if (comparison && comparison.count > 0) process.exitCode = EXIT.negative;
  return failed;
}

function chooseReport({ json, jsonLines, summary }: SimulateOptions): Report {
  if (json) return jsonReport;
  if (jsonLines) return jsonLinesReport;
  return summary ? summaryReport : textReport;
}

async function simulateMessage(
  flow: MailFlow,
  { name, read }: MessageSource,
  options: SimulateOptions,
): Promise<SimulatedMessage> {
  const { from, to } = options;
  return { name, mail: await flow.simulate(directionOf(options), { eml: await read(), from, to }) };
}
