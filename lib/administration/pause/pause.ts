import { resolve } from 'node:path';
import { lambdaAction, type Rule, sameDocument } from '../../rules';
import { describeRules } from '../../workmail-api';
import type { Connection } from '../connection';
import { AdministrationError } from '../error';
import { defaultFile, forget, keep } from './kept-file';
import { findRule, type NamedRule, type RuleName } from './named-rule';
import { isParked, parkedName, parkedRule } from './parked-rule';
import { pausedAction } from './pauses';
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
  const { direction, rule, rules } = found;
  const action = pausedAction(direction, rule);
  if (!action) {
    const kept = await rules.read(parkedName(direction, name));
    if (kept && isParked(kept)) {
      const problem = `The ${direction.toLowerCase()} rule ${JSON.stringify(name)} is paused already`;
      throw new AdministrationError('RULE_PAUSED', problem, 'workmail-flow resume ends the pause');
    }
    throw new AdministrationError(
      'RULE_WITHOUT_FUNCTION',
      `The ${direction.toLowerCase()} rule ${JSON.stringify(name)} runs no function, and only Run Lambda rules can be paused`,
      'Change or remove the rule in the WorkMail console',
    );
  }
  return {
    ...found,
    organizationId,
    paused: { ...rule, Action: action } as Rule,
    parked: parkedRule(direction, rule),
    file: options.file === undefined ? defaultFile(organizationId, direction, name) : resolve(options.file),
  };
}

/** The rules that lose mail to the paused rule which its function never saw. Reads all rules of the direction. */
export async function sideEffectsOf(connection: Connection, plan: PausePlan): Promise<Rule[]> {
  const { organizationId, direction, rule, paused } = plan;
  const all = await describeRules(connection.workmail, organizationId, direction);
  const others = all.filter(({ Name }) => Name !== rule.Name);
  return rulesThatLose(direction, [...others, rule], rule, paused);
}

/** Keeps the rule's document in the file, pulls the brake, and only then keeps its action in the organization too. */
export async function pause(plan: PausePlan): Promise<PauseResult> {
  const { organizationId, direction, rule, paused, parked, file } = plan;
  keep(file, { organizationId, direction, original: rule, paused });
  await brake(plan);
  const refusal = await park(plan);
  const lost = refusal
    ? [
        `WorkMail did not take the rule ${JSON.stringify(parked.Name)} that keeps the action for others (${refusal.problem}). Only ${file} has it: keep that file, and give it to whoever shall resume the rule.`,
      ]
    : [];
  return { keptInOrganization: !refusal, notices: [...lost, ...(await verify(plan))] };
}

async function brake({ organizationId, direction, rule, rules, paused, file }: PausePlan): Promise<void> {
  try {
    await rules.update(paused);
  } catch (error) {
    // an answer that was lost says nothing: what the rule is like does
    const live = await rules.read(rule.Name).catch(() => undefined);
    if (live && !lambdaAction(live.Action)) return;
    if (live) forget(file, { organizationId, direction, name: rule.Name });
    throw error;
  }
}

/** Returns why it could not be done. */
async function park({ rules, parked }: PausePlan): Promise<AdministrationError | undefined> {
  const isThere = async () => {
    const present = await rules.read(parked.Name).catch(() => undefined);
    return { isParked: present !== undefined && isParked(present), isSame: present && sameDocument(present, parked) };
  };
  try {
    await rules.create(parked);
  } catch (refusal) {
    const there = await isThere();
    if (there.isSame) return undefined;
    if (!there.isParked) return refusal as AdministrationError;
    // left over from an earlier pause
    const failure = await rules.update(parked).catch((error: AdministrationError) => error);
    return failure && !(await isThere()).isSame ? failure : undefined;
  }
  return undefined;
}

async function verify({ rules, paused }: PausePlan): Promise<string[]> {
  const live = await rules.read(paused.Name).catch(() => undefined);
  if (live && sameDocument(live, paused)) return [];
  const told = live ? JSON.stringify(live) : 'nothing';
  return [`WorkMail took the change, and afterwards tells of the rule: ${told}. Look at it again.`];
}
