import { lambdaAction, type Rule, sameAction, sameDocument } from '../../rules';
import type { AdministrationError } from '../error';
import { isParked } from './parked-rule';
import type { PausePlan } from './pause';

/**
 * Keeps the action of a paused rule in the organization. Of an earlier pause a rule of that name may be there: `leftover`,
 * if it could be read. Returns what has to be said where WorkMail does not take the action.
 */
export async function park(plan: PausePlan, leftover: Rule | undefined): Promise<string | undefined> {
  const { rules, parked } = plan;
  if (leftover && keepsSame(leftover, parked)) return undefined;
  const create = () => rules.create(parked);
  const update = () => rules.update(parked);
  const replace = () => rules.remove(parked.Name).then(create);
  let refusal: AdministrationError | undefined;
  let there: Rule | undefined;
  for (const attempt of leftover ? [update, replace] : [create, update, replace]) {
    refusal = await attempt().then(
      () => undefined,
      (error: AdministrationError) => error,
    );
    if (!refusal) return undefined;
    // an answer that was lost says nothing: what is there does
    there = await rules.read(parked.Name).catch(() => leftover);
    if (there && (sameDocument(there, parked) || keepsSame(there, parked))) return undefined;
    if (!there || !isParked(there)) break;
  }
  return refusal && notice(plan, refusal, there && isParked(there) ? there : undefined);
}

export function keepsSame(kept: Rule, parked: Rule): boolean {
  return isParked(kept) && sameAction(kept.Action, parked.Action);
}

function notice({ file, parked }: PausePlan, { problem }: AdministrationError, older: Rule | undefined): string {
  const name = JSON.stringify(parked.Name);
  const action = older && lambdaAction(older.Action)?.Arn;
  const stays = action
    ? ` What ${name} keeps is from an earlier pause, with ${action}: without the file, that would be restored.`
    : '';
  return `WorkMail did not take the rule ${name} that keeps the action for others (${problem}). Only ${file} has it: keep that file, and give it to whoever shall resume the rule.${stays}`;
}
