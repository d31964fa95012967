import { type Command, Option } from 'commander';
import type { RuleDecision } from '../../administration';
import { addConnectionOptions, type ConnectionOptions, withOrganization } from '../connection';
import { parseSince } from '../event-log/since';
import { decisionLine } from '../event-log/text-report';
import { note, print } from '../terminal';

interface LogsOptions extends ConnectionOptions {
  readonly since: number;
  readonly follow?: boolean;
  readonly rule?: string;
  readonly direction?: 'inbound' | 'outbound';
  readonly logGroup?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  workmail-flow logs --organization-id m-0123456789abcdef0123456789abcdef --since 2h
  workmail-flow logs --organization-alias corp --follow --rule screening
  workmail-flow logs --organization-alias corp --since 1d --json | jq -r 'select(.action == "DROP") | .recipients[]'

WorkMail writes its events to CloudWatch Logs where the email event log is switched on, some seconds after they happen.
Mail that no rule decides is not told.`;

export function addLogs(program: Command): void {
  const command = program
    .command('logs')
    .summary('what rules did to mail, from WorkMail’s event log')
    .description('Reads WorkMail’s email event log in CloudWatch Logs: which rule did what to which message.');
  addConnectionOptions(command)
    .option('--since <time>', 'how far back: 90s, 10m, 2h, 3d, or a time (default: 1h)', (text) => parseSince(text))
    .option('-f, --follow', 'go on until Ctrl-C')
    .option('--rule <name>', 'only decisions of this rule')
    .addOption(new Option('--direction <direction>', 'only this way').choices(['inbound', 'outbound']))
    .option('--log-group <name>', 'where the log is (default: where WorkMail has been told to write it)')
    .option('--json', 'print a JSON document for each decision, on a line of its own')
    .addHelpText('after', EXAMPLES)
    .action(showLogs);
}

const HOUR = 3_600_000;

async function showLogs(options: LogsOptions): Promise<void> {
  const { since = Date.now() - HOUR, follow, logGroup, json } = options;
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  await withOrganization(options, async ({ administration, connection, organization }) => {
    const group = await administration.findLogGroup(connection, organization, logGroup);
    const query = { logGroup: group, since, ...(follow && { follow: stopping.signal }) };
    let count = 0;
    for await (const decisions of administration.readDecisions(connection, query)) {
      for (const decision of decisions.filter((one) => isWanted(one, options))) {
        count++;
        await print(`${json ? JSON.stringify(toDocument(decision)) : decisionLine(decision)}\n`);
      }
    }
    if (count === 0 && !follow) note(`no rule decided on mail since ${new Date(since).toISOString()}`);
  });
}

function isWanted({ rule, direction }: RuleDecision, options: LogsOptions): boolean {
  return (
    (options.rule === undefined || rule === options.rule) &&
    (options.direction === undefined || direction?.toLowerCase() === options.direction)
  );
}

function toDocument({ timestamp, ...decision }: RuleDecision): object {
  return { time: new Date(timestamp).toISOString(), ...decision };
}
