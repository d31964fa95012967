import { type Command, Option } from 'commander';
import type { PausePlan } from '../../administration';
import { actionTitle, type Direction, lambdaAction, type Rule, ruleCommand } from '../../rules';
import { confirm } from '../confirm';
import { addConnectionOptions, type ConnectionOptions, connectionWords, withOrganization } from '../connection';
import { note, print } from '../terminal';

/** Common to pause and resume. */
export interface BrakeOptions extends ConnectionOptions {
  readonly direction?: 'inbound' | 'outbound';
  readonly state?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  workmail-flow pause screening --organization-id m-0123456789abcdef0123456789abcdef
  workmail-flow pause screening --organization-alias corp --yes

The rule keeps its name and patterns and does what its fallback action says (an asynchronous one: the default). Its own
action is kept in the organization, in a second rule whose condition cannot match mail, and its document in a file;
workmail-flow resume restores it, on any machine. A deployment that changes the rule ends the pause as well.`;

export function addPause(program: Command): void {
  const command = program
    .command('pause')
    .summary('puts a Run Lambda rule on its fallback now')
    .description('The emergency brake: puts a Run Lambda rule on its fallback action, until workmail-flow resume.')
    .argument('<rule>', 'name of the rule');
  addBrakeOptions(command).addHelpText('after', EXAMPLES).action(pauseRule);
}

export function addBrakeOptions(command: Command): Command {
  return addConnectionOptions(command)
    .addOption(
      new Option('--direction <direction>', 'of the rule, where both have one of the name').choices([
        'inbound',
        'outbound',
      ]),
    )
    .option('--state <file>', 'keeps the rule’s document (default: in $XDG_STATE_HOME or ~/.local/state)')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print JSON');
}

/** What says which rule is meant. */
export function ruleNamed(organizationId: string, name: string, { direction, state }: BrakeOptions) {
  return {
    organizationId,
    name,
    ...(direction && { direction: direction.toUpperCase() as Direction }),
    ...(state !== undefined && { file: state }),
  };
}

async function pauseRule(name: string, options: BrakeOptions): Promise<void> {
  await withOrganization(options, async ({ administration, connection, organization: { organizationId } }) => {
    const plan = await administration.planPause(connection, ruleNamed(organizationId, name, options));
    // Whoever says --yes wants it now; what follows from it is told afterwards.
    const tellEffects = async () => {
      try {
        noteSideEffects(plan, await administration.sideEffectsOf(connection, plan));
      } catch (error) {
        // it takes more rights than the brake itself, which shall not fail for it
        const { message, problem = message } = error as Error & { problem?: string };
        note(`What it does to other rules is unknown: ${problem}`);
      }
    };
    if (!options.yes) {
      await tellEffects();
      if (!(await confirm(question(plan), options))) return;
    }
    const result = await administration.pause(plan);
    await print(options.json ? `${JSON.stringify(toDocument(plan, result))}\n` : `${told(plan, options).join('\n')}\n`);
    result.notices.forEach(note);
    if (options.yes) await tellEffects();
  });
}

function question({ direction, rule, paused }: PausePlan): string {
  return `Pause the ${label(direction, rule)}: ${change(direction, rule, paused)}?`;
}

function told(plan: PausePlan, options: BrakeOptions): string[] {
  const { organizationId, direction, rule, paused, file } = plan;
  const words = [
    ...['--direction', direction.toLowerCase(), '--organization-id', organizationId],
    ...(options.state === undefined ? [] : ['--state', file]),
    ...connectionWords(options),
  ];
  return [
    `Paused the ${label(direction, rule)}: ${change(direction, rule, paused)}.`,
    `To end it: ${ruleCommand('resume', rule.Name, words)}`,
    `Its document is kept in ${file}`,
  ];
}

export function label(direction: Direction, { Name }: Rule): string {
  return `${direction.toLowerCase()} rule ${JSON.stringify(Name)}`;
}

/** `Run Lambda (synchronous) arn:… -> Default` */
export function change(direction: Direction, from: Rule, to: Rule): string {
  const titled = ({ Action }: Rule) =>
    [actionTitle(direction, Action), lambdaAction(Action)?.Arn].filter(Boolean).join(' ');
  return `${titled(from)} -> ${titled(to)}`;
}

function noteSideEffects({ rule }: PausePlan, losers: readonly Rule[]): void {
  if (losers.length === 0) return;
  const names = losers.map(({ Name }) => JSON.stringify(Name)).join(', ');
  note(
    `${JSON.stringify(rule.Name)} is as specific as ${names}, and while it is paused its action comes before theirs: they lose mail to it that its function never saw. Pause or change them too`,
  );
}

function toDocument(plan: PausePlan, result: { keptInOrganization: boolean; notices: readonly string[] }): object {
  const { organizationId, direction, rule, paused, parked, file } = plan;
  return {
    organizationId,
    direction,
    rule: rule.Name,
    original: rule,
    paused,
    keptIn: { rule: parked.Name, file },
    ...result,
  };
}
