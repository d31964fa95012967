import { type Command, InvalidArgumentError, Option } from 'commander';
import { type DeployReport, LocalAccount } from '../../local';
import { previewAssembly } from '../../local/cloudformation';
import { WORKMAIL_REGIONS, type WorkMailRegion } from '../../rules';
import { CommandError, EXIT } from '../exit';
import { type OrganizationOptions, wantedOrganizations } from '../local/organizations';
import { accountDocument, accountLines } from '../local/report';
import { collect } from '../source';
import { harmless, note, print, printError, printLog } from '../terminal';

interface LocalOptions extends OrganizationOptions {
  readonly port?: number;
  readonly folder?: string;
  readonly region: WorkMailRegion;
  readonly app?: string;
  readonly stack?: readonly string[];
  readonly logs?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  workmail-flow local
  workmail-flow local --app cdk.out --domain corp.example
  workmail-flow local --port 8025 --folder .workmail --organization corp=m-0123456789abcdef0123456789abcdef`;

export function addLocal(program: Command): void {
  program
    .command('local')
    .summary('a WorkMail that runs on this machine, until Ctrl-C')
    .description(
      'Starts a WorkMail on this machine (127.0.0.1), deploys an app to it if one is named, and tells a shell how to reach it.',
    )
    .option('--port <number>', 'of the WorkMail API (default: a free one)', readPort)
    .option('--folder <folder>', 'where everything is kept for the next start (default: in memory only)')
    .addOption(new Option('--region <region>', 'as if there').choices([...WORKMAIL_REGIONS]).default('us-east-1'))
    .option(
      '--organization <alias[=id]>',
      'an organization to have; may be repeated (default: those of the app’s rules, or corp)',
      collect,
    )
    .option('--domain <[alias=]domain>', 'a mail domain of it, beside ALIAS.awsapps.com; may be repeated', collect)
    .option('--app <folder>', 'cloud assembly to deploy, the folder that `cdk synth` writes')
    .option('--stack <name>', 'deploy only this stack and what it depends on; may be repeated', collect)
    .option('--logs', 'print what functions print, on standard error')
    .option('--json', 'print JSON, on one line')
    .addHelpText('after', EXAMPLES)
    .action(runLocal);
}

function readPort(value: string): number {
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('It is a number from 0, for a free one, to 65535.');
}

async function runLocal(options: LocalOptions): Promise<void> {
  const idsOfRules = options.app === undefined ? [] : organizationsOf(options.app);
  const wanted = wantedOrganizations(options, idsOfRules);
  const stopped = untilStopped();
  const account = await start(options);
  try {
    for (const organization of wanted) ensureOrganization(account, organization);
    await Promise.race([stopped, serve(account, options, stopped)]);
  } finally {
    await account.stop();
  }
}

async function serve(account: LocalAccount, options: LocalOptions, stopped: Promise<unknown>): Promise<void> {
  if (options.app !== undefined && !(await deploy(account, options.app, options.stack))) {
    process.exitCode = EXIT.negative;
    return;
  }
  const text = options.json ? JSON.stringify(accountDocument(account)) : accountLines(account).join('\n');
  await print(`${text}\n`);
  await stopped;
}

/** The ids that the app's rules name. What is looked up by alias has to be named by --organization. */
function organizationsOf(app: string): string[] {
  const resources = previewAssembly(app).flatMap((stack) =>
    stack.resources((type) => type.startsWith('Custom::WorkMail')),
  );
  const ids = resources.map(({ stack, logicalId }) => stack.properties(logicalId).value.OrganizationId);
  return [...new Set(ids.filter((id) => typeof id === 'string'))];
}

async function start({ port, folder, region, logs }: LocalOptions): Promise<LocalAccount> {
  try {
    return await LocalAccount.start({
      port,
      folder,
      region,
      onNotice: note,
      ...(logs && { onLog: printLog }),
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE')
      throw new CommandError(
        'NOT_STARTED',
        `The local WorkMail does not start: ${message}`,
        'Try other options: workmail-flow local --help',
      );
    throw new CommandError('PORT_IN_USE', `Port ${port} is in use`, 'Stop what uses it, or give another --port');
  }
}

/** A folder may have it from the last time. */
function ensureOrganization({ workmail }: LocalAccount, wanted: ReturnType<typeof wantedOrganizations>[number]): void {
  const present = workmail.organizations.find(
    ({ alias, organizationId, state }) =>
      state === 'Active' && alias === wanted.alias && (wanted.organizationId ?? organizationId) === organizationId,
  );
  if (present) return;
  try {
    workmail.createOrganization(wanted);
  } catch (error) {
    throw new CommandError(
      'ORGANIZATION_INVALID',
      (error as Error).message.replace(/\.$/, ''),
      'Change --organization or --domain',
    );
  }
}

async function deploy(account: LocalAccount, app: string, stacks: readonly string[] | undefined): Promise<boolean> {
  const report: DeployReport = await account.deploy(app, { stacks });
  for (const { name, outcome, changes, milliseconds, reason } of report.stacks) {
    const seconds = (milliseconds / 1000).toFixed(1);
    printError(
      `${name}: ${outcome}${outcome === 'failed' && reason ? `, ${reason}` : ''} (${changes.length} resources, ${seconds} s)\n`,
    );
    for (const { logicalId, failure } of changes) if (failure) printError(`  ${logicalId}: ${harmless(failure)}\n`);
  }
  return report.succeeded;
}

/** Until Ctrl-C, or until this process is told to end. A second Ctrl-C does not wait. */
function untilStopped(): Promise<unknown> {
  return Promise.race(
    (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => new Promise((resolve) => process.once(signal, resolve))),
  );
}
