import { resolve } from 'node:path';
import { lambdaAction, type Rule, ruleCommand, sameAction, sameDocument } from '../../rules';
import { isRefusal } from '../../workmail-api';
import type { Connection } from '../connection';
import { AdministrationError } from '../error';
import { readRulesOf } from '../live-rules';
import { defaultFile, forget, keep, readKept } from './kept-file';
import { findRule, type NamedRule, type RuleName, requireUnchanged } from './named-rule';
import { keepsSame, park } from './park';
import { isParked, parkedName, parkedRule, parkedSender } from './parked-rule';
import { isPausedAs, pausedAction } from './pauses';
import { rulesThatLose } from './side-effects';

/** What a pause will do. */
export interface PausePlan extends NamedRule {
  readonly organizationId: string;
  /** The rule as it will be. */
  readonly paused: Rule;
  /** The rule that keeps its action. */
  readonly parked: Rule;
  /** The file that keeps its document. */
  readonly file: string;
}

export interface PauseResult {
  /** Where its action is kept; always in the file too. */
  readonly keptInOrganization: boolean;
  readonly notices: readonly string[];
}

export async function planPause(
  connection: Connection,
  options: RuleName & { readonly file?: string },
): Promise<PausePlan> {
  const { organizationId, name } = options;
  const found = await findRule(connection, options);
  const { direction, rule } = found;
  const file = options.file === undefined ? defaultFile(organizationId, direction, name) : resolve(options.file);
  const action = pausedAction(direction, rule);
  if (!action) throw await cannotBePaused(found, { organizationId, file });
  return {
    ...found,
    organizationId,
    paused: { ...rule, Action: action } as Rule,
    parked: parkedRule(direction, rule),
    file,
  };
}

/** Why a rule that runs no function cannot be paused. */
async function cannotBePaused(
  { direction, rule, rules }: NamedRule,
  { organizationId, file }: Pick<PausePlan, 'organizationId' | 'file'>,
): Promise<AdministrationError> {
  const label = `The ${direction.toLowerCase()} rule ${JSON.stringify(rule.Name)}`;
  const parked = await rules.read(parkedName(direction, rule.Name));
  if (parked && isParked(parked) && isPausedAs(direction, rule, parked)) {
    const remedy = `${ruleCommand('resume', rule.Name)} ends the pause`;
    return new AdministrationError('RULE_PAUSED', `${label} is paused already`, remedy);
  }
  const kept = readKept(file, { organizationId, direction, name: rule.Name });
  if (kept && sameAction(kept.paused.Action, rule.Action)) {
    const remedy = `${ruleCommand('resume', rule.Name, ['--state', file])} ends the pause`;
    return new AdministrationError('RULE_PAUSED', `${label} is paused already, and ${file} keeps its action`, remedy);
  }
  return new AdministrationError(
    'RULE_WITHOUT_FUNCTION',
    `${label} runs no function, and only Run Lambda rules can be paused`,
    'Change or remove the rule in the WorkMail console',
  );
}

/** The rules that lose mail to the paused rule which its function never saw. Reads all rules of the direction. */
export async function sideEffectsOf(connection: Connection, plan: PausePlan): Promise<Rule[]> {
  const { organizationId, direction, rule, paused } = plan;
  const all = await readRulesOf(connection, organizationId, direction);
  const others = all.filter(({ Name }) => Name !== rule.Name);
  return rulesThatLose(direction, [...others, rule], rule, paused);
}

/** Keeps the rule's document in the file, pulls the brake, and only then keeps its action in the organization too. */
export async function pause(plan: PausePlan): Promise<PauseResult> {
  const { organizationId, direction, rule, rules, paused, parked, file } = plan;
  const [there] = await Promise.all([rules.read(parked.Name).catch(() => undefined), requireUnchanged(plan, rule)]);
  const leftover = there && isParked(there) ? there : undefined;
  const older = leftover && !keepsSame(leftover, parked) ? parkedSender(leftover) : undefined;
  keep(file, { organizationId, direction, original: rule, paused, ...(older !== undefined && { older }) });
  await brake(plan);
  const lost = await park(plan, leftover);
  return { keptInOrganization: !lost, notices: [...(lost ? [lost] : []), ...(await verify(plan))] };
}

async function brake({ organizationId, direction, rule, rules, paused, file }: PausePlan): Promise<void> {
  try {
    await rules.update(paused);
  } catch (error) {
    // an answer that was lost says nothing: what the rule is like does
    const live = await rules.read(rule.Name).catch(() => undefined);
    if (live && !lambdaAction(live.Action)) return;
    const { code, problem, remedy, meaning } = error as AdministrationError;
    if (isRefusal(meaning)) {
      if (live) forget(file, { organizationId, direction, name: rule.Name });
      throw error;
    }
    // what was asked for may be done later
    throw new AdministrationError(
      code,
      `${problem}. Whether the ${direction.toLowerCase()} rule ${JSON.stringify(rule.Name)} will be paused all the same is not known: just now it ${live ? 'runs its function' : 'could not be read'}. Its document is kept in ${file}`,
      `${remedy}. Keep the file, and pause the rule again: then it is told whether it is paused already`,
      meaning,
    );
  }
}

async function verify({ rules, paused }: PausePlan): Promise<string[]> {
  const live = await rules.read(paused.Name).catch(() => undefined);
  if (live && sameDocument(live, paused)) return [];
  const told = live ? JSON.stringify(live) : 'nothing';
  return [`WorkMail took the change, and afterwards tells of the rule: ${told}. Look at it again.`];
}
