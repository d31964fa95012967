import type { Command } from 'commander';
import type { RuleDifference } from '../../administration';
import { addConnectionOptions, type ConnectionOptions, withOrganization } from '../connection';
import { readDeclared } from '../diff/declared';
import { differenceLines, summaryLine } from '../diff/text-report';
import { EXIT } from '../exit';
import { checkApp, collect } from '../source';
import { print } from '../terminal';

interface DiffOptions extends ConnectionOptions {
  readonly app: string;
  readonly stack?: readonly string[];
  readonly ignoreExtra?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  workmail-flow diff --organization-id m-0123456789abcdef0123456789abcdef
  workmail-flow diff --organization-alias corp --app cdk.out --stack Mail --ignore-extra

Names of functions that CloudFormation has made are asked of CloudFormation. Exit code 0: no difference, 1: differences.`;

export function addDiff(program: Command): void {
  const command = program
    .command('diff')
    .summary('what of the live rules is not as the app declares it')
    .description('Compares the live rules of an organization with those that a cloud assembly declares.')
    .option('--app <folder>', 'cloud assembly, the folder that `cdk synth` writes', 'cdk.out')
    .option('--stack <name>', 'only the rules of this stack; may be repeated', collect);
  addConnectionOptions(command)
    .option('--ignore-extra', 'say nothing of live rules that are not declared, nor of what pauses have left')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(diff);
}

async function diff(options: DiffOptions): Promise<void> {
  checkApp(options.app);
  const { organizationId, found } = await withOrganization(options, async (live) => {
    const { administration, connection, organization } = live;
    const declared = await readDeclared(live, options);
    const rules = await administration.readRules(connection, organization.organizationId);
    return { organizationId: organization.organizationId, found: administration.compareRules(rules, declared) };
  });
  const differences = options.ignoreExtra ? found.filter(isDeclared) : found;
  const text = options.json
    ? JSON.stringify({ organizationId, differences }, undefined, 2)
    : [...differences.flatMap(differenceLines), summaryLine(differences)].join('\n');
  await print(`${text}\n`);
  if (differences.length > 0) process.exitCode = EXIT.negative;
}

/** Undeclared are extra rules, paused or not, and those that a pause has left. */
function isDeclared(difference: RuleDifference): boolean {
  return 'place' in difference && difference.place !== undefined;
}
