import { DIRECTIONS, type Direction, type Disposition, lambdaAction, type Rule, sameAction } from '../../rules';
import type { LiveRules } from '../live-rules';
import { isParked, parkedName } from './parked-rule';

/** A Run Lambda rule whose function does not run at the moment. */
export interface Pause {
  readonly direction: Direction;
  /** As it is in WorkMail now. */
  readonly rule: Rule;
  /** As it was before, and will be again; what else of it was changed meanwhile stays changed. */
  readonly original: Rule;
  /** The rule that keeps its action. */
  readonly parked: Rule;
}

/** The live rules, with what pauses have made of them told apart. */
export interface KnownPauses {
  readonly pauses: readonly Pause[];
  /** Rules that keep an action which is in force again, or whose rule is gone. */
  readonly leftovers: readonly { readonly direction: Direction; readonly parked: Rule }[];
  /** All rules but those that keep actions. */
  readonly rules: LiveRules;
}

export function findPauses(live: LiveRules): KnownPauses {
  const pauses: Pause[] = [];
  const leftovers: { direction: Direction; parked: Rule }[] = [];
  for (const direction of DIRECTIONS) {
    const all: readonly Rule[] = direction === 'INBOUND' ? live.inbound : live.outbound;
    const owners = new Map(all.map((rule) => [parkedName(direction, rule.Name), rule]));
    for (const parked of all.filter(isParked)) {
      const rule = owners.get(parked.Name);
      if (!rule || lambdaAction(rule.Action)) leftovers.push({ direction, parked });
      else pauses.push({ direction, rule, parked, original: { ...rule, Action: parked.Action } as Rule });
    }
  }
  const rules = {
    inbound: live.inbound.filter((rule) => !isParked(rule)),
    outbound: live.outbound.filter((rule) => !isParked(rule)),
  };
  return { pauses, leftovers, rules };
}

/** What WorkMail itself does in a direction with mail that no rule decides. */
const DEFAULT = { INBOUND: { NormalDeliveryAction: {} }, OUTBOUND: { DefaultAction: {} } } as const;

/**
 * What a Run Lambda rule does while it is paused: its fallback action; behind an asynchronous rule, which does not touch
 * delivery, the default.
 */
export function pausedAction(direction: Direction, rule: Rule): Disposition | undefined {
  const lambda = lambdaAction(rule.Action);
  return lambda && (lambda.SynchronousLambdaParameters?.FallbackAction ?? DEFAULT[direction]);
}

/** Whether a rule does what the rule that keeps its action says that it does while it is paused. */
export function isPausedAs(direction: Direction, rule: Rule, parked: Rule): boolean {
  const action = pausedAction(direction, parked);
  return action !== undefined && sameAction(action, rule.Action);
}
