import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { ruleCommand } from '../rules';
import type { MailFlow, MailFlowOptions } from '../testing';
import {
  addConnectionOptions,
  type ConnectionOptions,
  namesOrganization,
  refuseUnusedConnection,
  withOrganization,
} from './connection';
import { CommandError } from './exit';
import { rooms } from './rooms';
import { note } from './terminal';

/** Where rules come from. */
export interface SourceOptions extends ConnectionOptions {
  readonly app: string;
  readonly rules?: string;
  readonly stack?: readonly string[];
  readonly organization?: string;
  readonly domain?: readonly string[];
}

export function addSourceOptions(command: Command, { areDomainsOfUse = true } = {}): Command {
  const withSources = command
    .addOption(
      new Option('--app <folder>', 'cloud assembly, the folder that `cdk synth` writes')
        .default('cdk.out')
        .conflicts('rules'),
    )
    .option(
      '--rules <file>',
      'rules as JSON instead: {"inbound": […], "outbound": […]}, documents as in WorkMail’s API',
    )
    .addOption(
      new Option('--stack <name>', 'only the rules of this stack; may be repeated')
        .argParser(collect)
        .conflicts('rules'),
    )
    .addOption(
      new Option(
        '--organization <id|alias>',
        'whose rules, where the app has rules of several organizations',
      ).conflicts('rules'),
    );
  if (areDomainsOfUse) {
    withSources.option(
      '--domain <domain>',
      'a mail domain of the organization; may be repeated (default: every address is its own)',
      collect,
    );
  }
  return addConnectionOptions(withSources, { isSource: true });
}

/** For options that may be repeated. */
export function collect(value: string, values: readonly string[] = []): string[] {
  return [...values, value];
}

/** Opens what the options name. */
export async function openFlow(
  options: SourceOptions,
  others: Pick<MailFlowOptions, 'functions' | 'endpoints' | 'onLog'> = {},
): Promise<MailFlow> {
  const { organization, domain } = options;
  const common: MailFlowOptions = { ...others, organizationId: organization, domains: domain, onNotice: note };
  const flow = await openSource(options, common);
  flow.notices.forEach(note);
  return flow;
}

async function openSource(options: SourceOptions, common: MailFlowOptions): Promise<MailFlow> {
  const { rules, app, stack } = options;
  if (namesOrganization(options)) return openOrganization(options, common);
  refuseUnusedConnection(options);
  const { MailFlow } = await rooms.testing();
  if (rules !== undefined) return MailFlow.fromRules(readRules(rules), common);
  checkApp(app, ', or give rules with --rules <file>');
  return MailFlow.fromAssembly(app, { ...common, stacks: stack });
}

/** The live rules. Their functions are where they are: nothing is asked of them. */
function openOrganization(options: ConnectionOptions, common: MailFlowOptions): Promise<MailFlow> {
  return withOrganization(options, async ({ administration, connection, organization: { organizationId } }) => {
    const [{ MailFlow }, rules, domains] = await Promise.all([
      rooms.testing(),
      administration.readRules(connection, organizationId),
      common.domains ?? administration.listMailDomains(connection, organizationId),
    ]);
    for (const pause of administration.findPauses(rules).pauses) {
      note(`${administration.pauseSentence(pause)}, until ${ruleCommand('resume', pause.rule.Name)}`);
    }
    return MailFlow.fromLiveRules(rules, { ...common, organizationId, domains });
  });
}

export function checkApp(folder: string, otherwise = ''): void {
  if (existsSync(join(folder, 'manifest.json'))) return;
  throw new CommandError(
    'APP_NOT_FOUND',
    `${folder} is no cloud assembly: it has no manifest.json`,
    `Run \`cdk synth\` where the app’s cdk.json is, or name the folder with --app <folder>${otherwise}`,
  );
}

function readRules(file: string): { inbound?: unknown; outbound?: unknown } {
  const shape = 'Write {"inbound": […], "outbound": […]}, with documents as WorkMail’s API has them';
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CommandError('RULES_UNREADABLE', `${file} cannot be read: ${(error as Error).message}`, shape);
  }
  if (typeof document === 'object' && document !== null && ('inbound' in document || 'outbound' in document)) {
    return document;
  }
  throw new CommandError('RULES_UNREADABLE', `${file} has neither "inbound" nor "outbound" rules`, shape);
}
