import type { Command } from 'commander';
import type { Finding } from '../../administration';
import { errorLink } from '../../rules';
import { confirm } from '../confirm';
import { addConnectionOptions, type ConnectionOptions, withOrganization } from '../connection';
import { findingLines, summaryLine } from '../doctor/text-report';
import { EXIT } from '../exit';
import { print } from '../terminal';

interface DoctorOptions extends ConnectionOptions {
  readonly stack?: string;
  readonly prove?: boolean;
  readonly yes?: boolean;
  readonly strict?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  workmail-flow doctor --organization-id m-0123456789abcdef0123456789abcdef
  workmail-flow doctor --organization-alias corp --stack Mail --strict
  workmail-flow doctor --organization-alias corp --prove

Changes nothing, but for --prove, which asks first. Exit code 1: there is a problem; with --strict also for a warning or
something that is not proven.`;

export function addDoctor(program: Command): void {
  const command = program
    .command('doctor')
    .summary('will a deployment work, and do the live rules?')
    .description(
      'Looks at an organization: its operations, rights, rules, and the functions and gateways that they name. Each finding has a code and its cure.',
    );
  addConnectionOptions(command)
    .option(
      '--stack <name>',
      'a deployed stack with rules, gateways or an event log: what its provider may do is asked of IAM’s simulator',
    )
    .option('--prove', 'make and remove a rule that matches no mail, on a reserved domain')
    .option('-y, --yes', 'do not ask before --prove')
    .option('--strict', 'exit with 1 also for warnings and for what is not proven')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(examine);
}

async function examine(options: DoctorOptions): Promise<void> {
  const { stack, strict, json } = options;
  const result = await withOrganization(options, async ({ administration, connection, organization }) => {
    const question = `Make a rule that matches no mail in ${organization.organizationId} (${organization.alias}), and remove it?`;
    if (options.prove && !(await confirm(question, options))) return undefined;
    const facts = await administration.gatherFacts(connection, organization, {
      ...(stack !== undefined && { stackName: stack }),
      prove: options.prove ?? false,
    });
    return { organizationId: organization.organizationId, findings: administration.diagnose(facts) };
  });
  if (!result) return;
  const { findings } = result;
  const text = json
    ? JSON.stringify({ ...result, findings: findings.map(withExplanation) }, undefined, 2)
    : [...findingLines(findings), summaryLine(findings)].join('\n');
  await print(`${text}\n`);
  if (findings.some((finding) => isNegative(finding, strict))) process.exitCode = EXIT.negative;
}

/** What is as it has to be needs none. */
function withExplanation(finding: Finding): object {
  const isQuiet = ['fine', 'note'].includes(finding.severity) && finding.cure === undefined;
  return isQuiet ? finding : { ...finding, link: errorLink(finding.code) };
}

function isNegative({ severity }: Finding, isStrict = false): boolean {
  return severity === 'problem' || (isStrict && (severity === 'warning' || severity === 'unproven'));
}
