import {
  actionTitle,
  DIRECTIONS,
  type Direction,
  type Disposition,
  lambdaAction,
  type Rule,
  ruleCommand,
  sameAction,
} from '../../rules';
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

/** A rule that keeps the action of a rule which is not paused. It never applies. */
export interface Leftover {
  readonly direction: Direction;
  readonly parked: Rule;
  /** What the rule does whose action it keeps: `"screening" runs a function again`. */
  readonly because: string;
  /** The rule that was paused; absent if it is gone. */
  readonly rule?: Rule;
}

/** The live rules, with what pauses have made of them told apart. */
export interface KnownPauses {
  readonly pauses: readonly Pause[];
  readonly leftovers: readonly Leftover[];
  /** All rules but those that keep actions. */
  readonly rules: LiveRules;
}

export function findPauses(live: LiveRules): KnownPauses {
  const pauses: Pause[] = [];
  const leftovers: Leftover[] = [];
  for (const direction of DIRECTIONS) {
    const all: readonly Rule[] = direction === 'INBOUND' ? live.inbound : live.outbound;
    const owners = new Map(all.map((rule) => [parkedName(direction, rule.Name), rule]));
    for (const parked of all.filter(isParked)) {
      const rule = owners.get(parked.Name);
      const isPause = rule && isPausedAs(direction, rule, parked);
      if (isPause) pauses.push({ direction, rule, parked, original: { ...rule, Action: parked.Action } as Rule });
      else leftovers.push(leftoverOf(direction, parked, rule));
    }
  }
  const rules = {
    inbound: live.inbound.filter((rule) => !isParked(rule)),
    outbound: live.outbound.filter((rule) => !isParked(rule)),
  };
  return { pauses, leftovers, rules };
}

/** What is left of a pause that has ended; `rule` is the one that was paused, if it is there. */
export function leftoverOf(direction: Direction, parked: Rule, rule: Rule | undefined): Leftover {
  if (!rule) return { direction, parked, because: 'the rule whose action it keeps is gone' };
  const name = JSON.stringify(rule.Name);
  const because = lambdaAction(rule.Action)
    ? `${name} runs a function again`
    : `${name} was given another action, ${actionTitle(direction, rule.Action)}`;
  return { direction, parked, rule, because };
}

/** What to type, and what comes of it. */
export function leftoverCure({ parked, rule }: Leftover): string {
  const removal = `${ruleCommand('resume', parked.Name)} removes it`;
  if (!rule || lambdaAction(rule.Action)) return removal;
  return `${removal}; ${ruleCommand('resume', rule.Name, ['--force'])} gives ${JSON.stringify(rule.Name)} back what it keeps`;
}

/** `The inbound rule "screening" is paused: Default instead of Run Lambda (synchronous) arn:…` */
export function pauseSentence({ direction, rule, original }: Pause): string {
  const now = actionTitle(direction, rule.Action);
  const before = `${actionTitle(direction, original.Action)} ${lambdaAction(original.Action)?.Arn}`;
  return `The ${direction.toLowerCase()} rule ${JSON.stringify(rule.Name)} is paused: ${now} instead of ${before}`;
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
