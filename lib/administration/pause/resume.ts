import { actionTitle, lambdaAction, type Rule, ruleCommand, sameAction, sameDocument } from '../../rules';
import { listRuleNames } from '../../workmail-api';
import type { Connection } from '../connection';
import { AdministrationError } from '../error';
import type { RuleWriter } from '../rule-writer';
import { defaultFile, forget, readKept } from './kept-file';
import { findRule, type NamedRule, type RuleName, requireUnchanged } from './named-rule';
import { isParked, parkedName, parkedSender } from './parked-rule';
import { isPausedAs, leftoverOf, pausedAction } from './pauses';

/** What the end of a pause will do. */
export interface ResumePlan extends NamedRule {
  readonly organizationId: string;
  /** The rule as it will be; absent if only what a pause has left has to go. */
  readonly resumed?: Rule;
  /** Why nothing else has to be done: `"screening" runs a function again`. */
  readonly because?: string;
  /** Where the action was kept. */
  readonly from: 'organization' | 'file';
  /** The rule that kept it, if there is one. */
  readonly parked?: Rule;
  readonly file: string;
}

export interface ResumeOptions extends RuleName {
  readonly file?: string;
  /** Restore the action also where somebody changed it during the pause. @default false */
  readonly force?: boolean;
}

export async function planResume(connection: Connection, options: ResumeOptions): Promise<ResumePlan> {
  const { organizationId, name, force = false } = options;
  const found = await findRule(connection, options);
  if (isParked(found.rule)) return planRemoval(connection, organizationId, found);
  const { direction, rule, rules } = found;
  const file = options.file ?? defaultFile(organizationId, direction, name);
  const present = await rules.read(parkedName(direction, name));
  const parked = present && isParked(present) ? present : undefined;
  const kept = readKept(file, { organizationId, direction, name });
  const common = { ...found, organizationId, file, ...(parked && { parked }) };
  if (lambdaAction(rule.Action)) {
    if (parked) return { ...common, from: 'organization', because: leftoverOf(direction, parked, rule).because };
    // a rule that another person resumed leaves a file behind on the machine from which it was paused
    forget(file, { organizationId, direction, name });
    throw notPaused(options, `The ${direction.toLowerCase()} rule ${JSON.stringify(name)} runs its function`);
  }
  const isOlder = parked && kept?.older === parkedSender(parked);
  const from = parked && !isOlder ? 'organization' : 'file';
  const action = from === 'organization' ? parked?.Action : kept?.original.Action;
  if (!action) {
    throw notPaused(
      options,
      `Neither the organization nor ${file} keeps an action for the ${direction.toLowerCase()} rule ${JSON.stringify(name)}`,
    );
  }
  const expected = from === 'organization' ? parked && pausedAction(direction, parked) : kept?.paused.Action;
  if (!force && !(expected && sameAction(expected, rule.Action))) {
    throw new AdministrationError(
      'RULE_CHANGED_MEANWHILE',
      `The action of the ${direction.toLowerCase()} rule ${JSON.stringify(name)} was changed during the pause: it is ${actionTitle(direction, rule.Action)}`,
      `With --force it becomes ${actionTitle(direction, action)} all the same${parked ? `; if it shall stay as it is, ${ruleCommand('resume', parked.Name)} removes what the pause has left` : ''}`,
    );
  }
  return { ...common, from, resumed: { ...rule, Action: action } as Rule };
}

/** Whoever names the rule that keeps an action wants it to go: it may, unless the pause lasts. */
async function planRemoval(connection: Connection, organizationId: string, found: NamedRule): Promise<ResumePlan> {
  const { direction, rule: parked, rules } = found;
  const word = direction === 'INBOUND' ? 'Inbound' : 'Outbound';
  const listing = listRuleNames(connection.workmail, organizationId, direction);
  const names = await connection.ask(`workmail:List${word}MailFlowRules`, listing, organizationId);
  const name = names.find((one) => parkedName(direction, one) === parked.Name);
  const owner = name === undefined ? undefined : await rules.read(name);
  if (owner && isPausedAs(direction, owner, parked)) {
    throw new AdministrationError(
      'RULE_PAUSED',
      `The rule ${JSON.stringify(parked.Name)} keeps the action of the ${direction.toLowerCase()} rule ${JSON.stringify(owner.Name)}, which is paused`,
      `${ruleCommand('resume', owner.Name)} ends the pause, and removes it`,
    );
  }
  const rule = owner ?? parked;
  const { because } = leftoverOf(direction, parked, owner);
  const file = defaultFile(organizationId, direction, rule.Name);
  return { ...found, organizationId, rule, file, parked, from: 'organization', because };
}

/** Restores the action, and only then forgets where it was kept. Returns what has to be said beside. */
export async function resume(plan: ResumePlan): Promise<readonly string[]> {
  const { organizationId, direction, rule, rules, resumed, parked, file } = plan;
  await Promise.all([requireUnchanged(plan, rule), parked && requireUnchanged(plan, parked)]);
  if (resumed) await restore(rules, resumed);
  const failure = parked && (await removeParked(rules, parked));
  // if that was all there was to do, it is not done
  if (failure && !resumed) throw failure;
  // of a rule that somebody gave another action, the file may be all that there is
  if (resumed || lambdaAction(rule.Action)) forget(file, { organizationId, direction, name: rule.Name });
  if (!failure) return [];
  return [
    `The rule ${JSON.stringify(parked.Name)}, which kept the action, could not be removed: ${failure.problem}. It never applies: ${ruleCommand('resume', rule.Name)} tries again, and so can others.`,
  ];
}

async function restore(rules: RuleWriter, resumed: Rule): Promise<void> {
  try {
    await rules.update(resumed);
  } catch (error) {
    // an answer that was lost says nothing: what the rule is like does
    const live = await rules.read(resumed.Name).catch(() => undefined);
    if (!live || !sameDocument(live, resumed)) throw error;
  }
}

/** Returns why it is still there. */
async function removeParked(rules: RuleWriter, parked: Rule): Promise<AdministrationError | undefined> {
  try {
    await rules.remove(parked.Name);
    return undefined;
  } catch (error) {
    const live = await rules.read(parked.Name).catch(() => parked);
    return live && (error as AdministrationError);
  }
}

function notPaused({ organizationId }: RuleName, problem: string): AdministrationError {
  return new AdministrationError(
    'RULE_NOT_PAUSED',
    `${problem}, so that it is not paused`,
    `Name the file that keeps its document with --state, or look at what is live: workmail-flow export --organization-id ${organizationId}`,
  );
}
