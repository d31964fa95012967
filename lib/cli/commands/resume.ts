import type { Command } from 'commander';
import type { ResumePlan } from '../../administration';
import { confirm } from '../confirm';
import { withOrganization } from '../connection';
import { note, print } from '../terminal';
import { addBrakeOptions, type BrakeOptions, change, label, ruleNamed } from './pause';

interface ResumeOptions extends BrakeOptions {
  readonly force?: boolean;
}

const EXAMPLES = `
Examples:
  workmail-flow resume screening --organization-id m-0123456789abcdef0123456789abcdef
  workmail-flow resume screening --organization-alias corp --state screening.json

What was changed of the rule during the pause stays changed, but for its action. The rule that kept the action goes; if a
pause has ended otherwise, its own name as <rule> removes it.`;

export function addResume(program: Command): void {
  const command = program
    .command('resume')
    .summary('ends a pause: the rule runs its function again')
    .description('Ends a pause: gives a rule the Run Lambda action back that workmail-flow pause took from it.')
    .argument('<rule>', 'name of the rule');
  addBrakeOptions(command)
    .option('--force', 'also where somebody changed the action during the pause')
    .addHelpText('after', EXAMPLES)
    .action(resumeRule);
}

async function resumeRule(name: string, options: ResumeOptions): Promise<void> {
  await withOrganization(options, async ({ administration, connection, organization: { organizationId } }) => {
    const named = ruleNamed(organizationId, name, options);
    const plan = await administration.planResume(connection, { ...named, force: options.force ?? false });
    if (!(await confirm(`${sentence(plan, 'Resume')}?`, options))) return;
    const notices = await administration.resume(plan);
    await print(
      options.json
        ? `${JSON.stringify({ ...toDocument(organizationId, plan), notices })}\n`
        : `${sentence(plan, 'Resumed')}.\n`,
    );
    notices.forEach(note);
  });
}

function sentence(plan: ResumePlan, verb: 'Resume' | 'Resumed'): string {
  const { direction, rule, resumed, parked, because } = plan;
  if (resumed) return `${verb} the ${label(direction, rule)}: ${change(direction, rule, resumed)}`;
  const remove = verb === 'Resume' ? 'Remove' : 'Removed';
  return `${remove} the rule ${JSON.stringify(parked?.Name)} that a pause has left: ${because}`;
}

function toDocument(organizationId: string, { direction, rule, resumed = rule, from }: ResumePlan): object {
  return { organizationId, direction, rule: rule.Name, resumed, keptIn: from };
}
