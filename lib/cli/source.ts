import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { MailFlow, type MailFlowOptions } from '../testing';
import { CommandError } from './exit';
import { note } from './terminal';

/** Where rules come from. */
export interface SourceOptions {
  readonly app: string;
  readonly rules?: string;
  readonly stack?: readonly string[];
  readonly organization?: string;
  readonly domain?: readonly string[];
}

export function addSourceOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--app <folder>', 'cloud assembly, the folder that `cdk synth` writes')
        .default('cdk.out')
        .conflicts('rules'),
    )
    .option(
      '--rules <file>',
      'rules as JSON instead: {"inbound": […], "outbound": […]}, documents as in WorkMail’s API',
    )
    .option('--stack <name>', 'only the rules of this stack; may be repeated', collect)
    .option('--organization <id>', 'whose rules, where the app has rules of several organizations')
    .option(
      '--domain <domain>',
      'a mail domain of the organization; may be repeated (default: every address is its own)',
      collect,
    );
}

/** For options that may be repeated. */
export function collect(value: string, values: readonly string[] = []): string[] {
  return [...values, value];
}

/** Opens what the options name. */
export function openFlow(
  options: SourceOptions,
  others: Pick<MailFlowOptions, 'functions' | 'endpoints' | 'onLog'> = {},
): MailFlow {
  const { rules, app, stack, organization, domain } = options;
  const common: MailFlowOptions = { ...others, organizationId: organization, domains: domain, onNotice: note };
  const flow = rules === undefined ? openApp(app, stack, common) : MailFlow.fromRules(readRules(rules), common);
  flow.notices.forEach(note);
  return flow;
}

function openApp(folder: string, stacks: readonly string[] | undefined, options: MailFlowOptions): MailFlow {
  if (!existsSync(join(folder, 'manifest.json'))) {
    throw new CommandError(
      'APP_NOT_FOUND',
      `${folder} is no cloud assembly: it has no manifest.json`,
      'Run `cdk synth` where the app’s cdk.json is, name the folder with --app <folder>, or give rules with --rules <file>',
    );
  }
  return MailFlow.fromAssembly(folder, { ...options, stacks });
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
