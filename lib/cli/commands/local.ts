import { type Command, Option } from 'commander';
import type { LocalAccount, LocalMail, LocalMailOptions } from '../../local';
import { WORKMAIL_REGIONS, type WorkMailRegion } from '../../rules';
import { isExplained, reportError } from '../errors';
import { CommandError, EXIT } from '../exit';
import { type AppSource, openApp } from '../local/app';
import { deploy } from '../local/deployment';
import { addMailOptions, type MailOptions, mailOptionsOf, readPort } from '../local/mail-options';
import { progressDocument, progressLine, statusLines } from '../local/mail-report';
import { type OrganizationOptions, wantedOrganizations } from '../local/organizations';
import { accountDocument, accountLines } from '../local/report';
import { watchApp } from '../local/watch';
import { rooms } from '../rooms';
import { collect } from '../source';
import { note, print, printError, printLog } from '../terminal';

interface LocalOptions extends OrganizationOptions, MailOptions {
  readonly port?: number;
  readonly folder?: string;
  readonly region: WorkMailRegion;
  readonly app?: string;
  readonly stack?: readonly string[];
  readonly watch?: boolean;
  readonly logs?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  workmail-flow local
  workmail-flow local --app cdk.out --domain corp.example
  workmail-flow local --app 'npx tsx app.ts' --watch --domain corp.example
  workmail-flow local --folder .workmail --organization corp=m-0123456789abcdef0123456789abcdef
  workmail-flow local --submission-port 1587 --inbound-port 1025 --relay 127.0.0.1:2525

Mail:
  Two SMTP ports take mail. It goes through the deployed rules and functions into mailboxes, Maildirs in the folder
  mail; mail to the world is kept in mail/outgoing or goes to --relay. A line tells what becomes of each message.
  What was accepted is on disk: with --folder, the next start goes on with it. kill -USR2 shows what is queued.`;

export function addLocal(program: Command): void {
  const command = program
    .command('local')
    .summary('a WorkMail that runs on this machine, until Ctrl-C')
    .description(
      'Starts a WorkMail on this machine (127.0.0.1), deploys an app to it if one is named, takes mail by SMTP, and tells a shell how to reach it.',
    )
    .option('--port <number>', 'of the WorkMail API (default: a free one)', readPort)
    .option('--folder <folder>', 'where everything is kept for the next start (default: nothing is kept)')
    .addOption(new Option('--region <region>', 'as if there').choices([...WORKMAIL_REGIONS]).default('us-east-1'))
    .option(
      '--organization <alias[=id]>',
      'an organization to have; may be repeated (default: those of the app’s rules, or corp)',
      collect,
    )
    .option('--domain <[alias=]domain>', 'a mail domain of it, beside ALIAS.awsapps.com; may be repeated', collect)
    .option(
      '--app <folder|command>',
      'cloud assembly to deploy, the folder that `cdk synth` writes, or the command of cdk.json that writes one',
    )
    .option('--stack <name>', 'deploy only this stack and what it depends on; may be repeated', collect)
    .addOption(new Option('--watch', 'deploy again when the app or a function changes'));
  addMailOptions(command)
    .option('--logs', 'print what functions print, on standard error')
    .option('--quiet', 'no line for each message')
    .option('--json', 'print JSON: a document on the first line, then one on a line for whatever happens to mail')
    .addHelpText('after', EXAMPLES)
    .action(runLocal);
}

async function runLocal(options: LocalOptions): Promise<void> {
  if (options.watch && options.app === undefined) {
    throw new CommandError('NOTHING_TO_WATCH', '--watch has no app to deploy again', 'Name one with --app');
  }
  if (options.stack && options.app === undefined) {
    const problem = '--stack says what of an app is deployed, and no app is named';
    throw new CommandError('OPTION_WITHOUT_EFFECT', problem, 'Name one with --app, or leave --stack out');
  }
  const mailOptions = mailOptionsOf(options);
  const app = options.app === undefined ? undefined : openApp(options.app, { CDK_DEFAULT_REGION: options.region });
  const stopped = untilStopped();
  try {
    const assembly = await app?.synthesize();
    const wanted = wantedOrganizations(options, assembly === undefined ? [] : await organizationsOf(assembly));
    const account = await start(options);
    try {
      for (const organization of wanted) ensureOrganization(account, organization);
      await Promise.race([stopped, serve(account, options, { mailOptions, app, assembly, stopped })]);
    } finally {
      if (account.mail?.status().queued.length) printError(`${statusLines(account.mail.status()).join('\n')}\n`);
      await account.stop();
    }
  } finally {
    app?.dispose();
  }
}

interface Service {
  readonly mailOptions: LocalMailOptions;
  readonly app?: AppSource;
  /** The folder of the cloud assembly. */
  readonly assembly?: string;
  readonly stopped: Promise<unknown>;
}

async function serve(account: LocalAccount, options: LocalOptions, service: Service): Promise<void> {
  const { mailOptions, app, assembly, stopped } = service;
  const { stack: stacks, watch, json, quiet } = options;
  if (assembly !== undefined && !(await deploy(account, assembly, { stacks, isVerbose: false })) && !watch) {
    process.exitCode = EXIT.negative;
    return;
  }
  const mail = await startMail(account, mailOptions);
  const text = json ? JSON.stringify(accountDocument(account)) : accountLines(account, options).join('\n');
  await print(`${text}\n`);
  if (!quiet) {
    mail.onProgress((progress) => {
      void print(`${json ? JSON.stringify(progressDocument(progress)) : progressLine(progress)}\n`);
    });
  }
  const showStatus = () => printError(`${statusLines(mail.status()).join('\n')}\n`);
  process.on('SIGUSR2', showStatus);
  const unwatch = watch && app ? await deployOnChange(account, options, app) : undefined;
  await stopped;
  process.off('SIGUSR2', showStatus);
  await unwatch?.();
}

/** One deployment after the other. One that fails leaves in force what is. */
async function deployOnChange(
  account: LocalAccount,
  options: LocalOptions,
  app: AppSource,
): Promise<() => Promise<void>> {
  const again = async (names: readonly string[]) => {
    printError(`changed: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}\n`);
    try {
      const assembly = await app.synthesize();
      for (const organization of wantedOrganizations(options, await organizationsOf(assembly))) {
        ensureOrganization(account, organization);
      }
      if (await deploy(account, assembly, { stacks: options.stack, isVerbose: true })) return;
    } catch (error) {
      reportError(error);
      process.exitCode = undefined;
    }
    printError('What was deployed before stays in force.\n');
  };
  let queue = Promise.resolve();
  return watchApp(app, options.folder === undefined ? [] : [options.folder], (names) => {
    queue = queue.then(() => again(names));
  });
}

/** The ids that the app's rules name. What is looked up by alias has to be named by --organization. */
async function organizationsOf(app: string): Promise<string[]> {
  const { declaredOrganizations } = await rooms.testing();
  return declaredOrganizations(app);
}

async function start({ port, folder, region, logs }: LocalOptions): Promise<LocalAccount> {
  const { LocalAccount } = await rooms.local();
  try {
    return await LocalAccount.start({ port, folder, region, onNotice: note, ...(logs && { onLog: printLog }) });
  } catch (error) {
    throw notStarted(error, { '--port': port }, folder);
  }
}

async function startMail(account: LocalAccount, options: LocalMailOptions): Promise<LocalMail> {
  const { submissionPort, inboundPort } = options;
  try {
    return await account.startMail(options);
  } catch (error) {
    throw notStarted(error, { '--submission-port': submissionPort, '--inbound-port': inboundPort });
  }
}

/** What Node.js says where a folder is none, or may not be written. */
const FOLDER_CODES = ['ENOTDIR', 'EEXIST', 'ENOENT', 'EACCES', 'EPERM', 'EROFS'];

function notStarted(error: unknown, ports: Readonly<Record<string, number | undefined>>, folder?: string): Error {
  if (isExplained(error)) return error;
  const { code, message, port } = error as NodeJS.ErrnoException & { port?: number };
  const option = Object.keys(ports).find((name) => ports[name] === port);
  if (folder !== undefined && port === undefined && FOLDER_CODES.includes(String(code))) {
    const remedy = 'Give another --folder, one that this account may make and write';
    return new CommandError('FOLDER_NOT_USABLE', `--folder ${folder} cannot be used: ${message}`, remedy);
  }
  if (code === 'EADDRINUSE') {
    return new CommandError('PORT_IN_USE', `Port ${port} is in use`, `Stop what uses it, or give another ${option}`);
  }
  if (code === 'EACCES' && option) {
    const remedy = `Give ${option} a number of 1024 or more`;
    return new CommandError('PORT_NOT_ALLOWED', `Port ${port} is for the administrator of the machine`, remedy);
  }
  const remedy = 'Try other options: workmail-flow local --help';
  return new CommandError('NOT_STARTED', `The local WorkMail does not start: ${message.replace(/\.$/, '')}`, remedy);
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

/** Until Ctrl-C, or until this process is told to end. A second Ctrl-C does not wait. */
function untilStopped(): Promise<unknown> {
  return Promise.race(
    (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => new Promise((resolve) => process.once(signal, resolve))),
  );
}
