import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { addDiff } from './commands/diff';
import { addDoctor } from './commands/doctor';
import { addExplain } from './commands/explain';
import { addExport } from './commands/export';
import { addGraph } from './commands/graph';
import { addLocal } from './commands/local';
import { addLogs } from './commands/logs';
import { addPause } from './commands/pause';
import { addResume } from './commands/resume';
import { addSimulate } from './commands/simulate';
import { refuseEmptyOptions } from './empty-options';
import { EXIT_CODES_HELP } from './exit';

const EXAMPLES = `
Examples:
  cdk synth                                                    first: the commands read what it writes, cdk.out
  workmail-flow explain --from a@partner.example --to b@corp.example
  workmail-flow simulate message.eml
  workmail-flow graph -o rules.svg
  workmail-flow local --app cdk.out
  workmail-flow doctor --organization-alias corp
`;

/** By what they are about; an organization may be the local one. */
const GROUPS: Readonly<Record<string, readonly ((program: Command) => void)[]>> = {
  'Rules, of an app or of an organization:': [addExplain, addSimulate, addGraph],
  'A WorkMail on this machine:': [addLocal],
  'An organization, real or local:': [addDoctor, addExport, addDiff, addPause, addResume, addLogs],
};

export function buildProgram(): Command {
  const program = new Command('workmail-flow')
    .description('What Amazon WorkMail does with mail under your email flow rules; without an account, or with one.')
    .version(version())
    .exitOverride()
    .showHelpAfterError('(workmail-flow --help and workmail-flow <command> --help say more)')
    .addHelpText('after', `${EXAMPLES}${EXIT_CODES_HELP}`);
  for (const [group, commands] of Object.entries(GROUPS)) {
    program.commandsGroup(group);
    for (const add of commands) add(program);
  }
  program.hook('preAction', (_program, command) => refuseEmptyOptions(command));
  for (const command of program.commands) {
    command.copyInheritedSettings(program).addHelpText('after', EXIT_CODES_HELP);
  }
  return program;
}

/** That of the package, both in the sources and where it is bundled. */
function version(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    const { name, version } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
    if (name === 'cdk-workmail-flow') return version;
  }
  return 'unknown';
}
