import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import type { ExportedCode, ExportLanguage } from '../../administration';
import { errorLink, withLink } from '../../rules';
import { addConnectionOptions, type ConnectionOptions, withOrganization } from '../connection';
import { EXIT } from '../exit';
import { writeOutput } from '../output-file';
import { note, print } from '../terminal';

interface ExportOptions extends ConnectionOptions {
  readonly language: ExportLanguage;
  readonly output?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  workmail-flow export --organization-id m-0123456789abcdef0123456789abcdef -o mail-flow.ts
  workmail-flow export --organization-alias corp --language python -o mail_flow.py

The code is a whole CDK app. It adopts the rules: its first deployment changes none of them. Functions and gateways are
named as they exist. Exit code 1 says that there are rules which the constructs cannot express.`;

export function addExport(program: Command): void {
  const command = program
    .command('export')
    .summary('the live rules as CDK code that adopts them')
    .description('Writes the live rules of an organization as a CDK app that adopts them.');
  addConnectionOptions(command)
    .addOption(
      new Option('--language <language>', 'of the code').choices(['typescript', 'python']).default('typescript'),
    )
    .option('-o, --output <file>', 'where to write it (default: standard output)')
    .addOption(new Option('--json', 'print a JSON document with the code').conflicts('output'))
    .addHelpText('after', EXAMPLES)
    .action(exportRules);
}

async function exportRules(options: ExportOptions): Promise<void> {
  const { language, output, json } = options;
  const exported = await withOrganization(options, async ({ administration, connection, organization }) => {
    const rules = await administration.readRules(connection, organization.organizationId);
    const file = output === undefined ? undefined : basename(output);
    return administration.exportCode(organization, rules, { language, ...(file !== undefined && { file }) });
  });
  if (json) await print(`${JSON.stringify(toDocument(exported), undefined, 2)}\n`);
  else if (output === undefined) await print(exported.code);
  else writeOutput(output, exported.code);
  exported.notices.forEach(note);
  for (const { directed, reasons, codes } of exported.leftOut) {
    const why = withLink(reasons.join(' '), codes[0]!);
    note(`${directed.direction.toLowerCase()} rule "${directed.rule.Name}" is left out: ${why}`);
  }
  if (output !== undefined) note(`${exported.rules} rules written to ${output}`);
  if (exported.leftOut.length > 0) process.exitCode = EXIT.negative;
}

function toDocument({ code, rules, leftOut, notices }: ExportedCode): object {
  const documents = leftOut.map(({ directed, reasons, codes }) => ({
    ...directed,
    reasons,
    links: codes.map(errorLink),
  }));
  return { code, rules, notices, leftOut: documents };
}
