import {
  type Action,
  actionTitle,
  type Decision,
  type Direction,
  decide,
  type MailAddresses,
  type OpenReading,
  type Rule,
  sameAction,
  showValue,
} from '../../rules';
import type { Leaves } from './departures';
import type { AppliedRule, LiveMailFlow } from './live-mail-flow';
import type { ExpectationDocument } from './properties';

/** What came of one expectation. */
export interface Finding {
  readonly expectation: ExpectationDocument;
  readonly isMet: boolean;
  readonly actual: AppliedRule | undefined;
  /** What the rules say that will be there, where WorkMail cannot be asked about them: what is still live, or not yet. */
  readonly decidedWithout?: string;
  /** What this library's engine says of the rules that are live, where WorkMail says something else. */
  readonly difference?: { readonly workmail: string; readonly engine: string; readonly openReadings: OpenReading[] };
}

/** What the findings of one direction rest on. */
export interface Evidence {
  readonly direction: Direction;
  readonly organizationId: string;
  readonly live: LiveMailFlow;
  /** The rules that are live. */
  readonly rules: readonly Rule[];
  /** Rules that a person is to enter and that are not there yet. */
  readonly awaited: readonly Rule[];
  readonly leaves: Leaves;
}

/**
 * WorkMail's answer counts, unless the rule that it names goes with this deployment, or a rule that is not entered yet
 * will decide: then the engine decides among the rules that will be there.
 */
export async function examine(expectation: ExpectationDocument, evidence: Evidence): Promise<Finding> {
  const { direction, rules, live } = evidence;
  const mail = addressesOf(expectation);
  const answers = await live.ask(mail);
  const now = decide(direction, rules, mail);
  const asked = answers.find(({ name }) => name === now.winner?.Name) ?? answers[0];
  const future = await decideFuture(asked, mail, evidence);
  const actual = future ? future.applied : asked;
  return {
    expectation,
    isMet: meets(expectation, actual),
    actual,
    ...(future && { decidedWithout: future.because }),
    ...(!isOnly(answers, now.winner) && { difference: differenceOf(direction, answers, now) }),
  };
}

export function addressesOf({ FromAddress, SenderAddress, Recipient }: ExpectationDocument): MailAddresses {
  return { from: FromAddress, sender: SenderAddress, recipient: Recipient };
}

interface Future {
  readonly applied: AppliedRule | undefined;
  readonly because: string;
}

/** Who decides once the deployment has ended, if that is not who decides now. */
async function decideFuture(
  asked: AppliedRule | undefined,
  mail: MailAddresses,
  { direction, organizationId, rules, awaited, leaves }: Evidence,
): Promise<Future | undefined> {
  const isLeaving = (name: string) => leaves({ organizationId, kind: direction, name });
  const leaving = asked !== undefined && (await isLeaving(asked.name));
  let remaining = [...rules.filter(({ Name }) => !leaving || Name !== asked.name), ...awaited];
  for (;;) {
    const { winner } = decide(direction, remaining, mail);
    if (winner && !awaited.includes(winner) && (await isLeaving(winner.Name))) {
      remaining = remaining.filter((rule) => rule !== winner);
      continue;
    }
    const applied = winner && { name: winner.Name, action: winner.Action };
    if (leaving) return { applied, because: `the rule ${showValue(asked.name)} leaves with this deployment` };
    if (!winner || !awaited.includes(winner)) return undefined;
    return { applied, because: `the rule ${showValue(winner.Name)} is not yet entered in the console` };
  }
}

function meets({ Outcome }: ExpectationDocument, actual: AppliedRule | undefined): boolean {
  switch (Outcome.Kind) {
    case 'RULE':
      return actual?.name === Outcome.RuleName;
    case 'ACTION':
      return actual?.action !== undefined && sameAction(actual.action, Outcome.Action);
    case 'NONE':
      return actual === undefined;
  }
}

function isOnly(answers: readonly AppliedRule[], winner: Rule | undefined): boolean {
  return answers.length === (winner ? 1 : 0) && answers[0]?.name === winner?.Name;
}

function differenceOf(
  direction: Direction,
  answers: readonly AppliedRule[],
  { winner, openReadings }: Decision<Rule>,
): Finding['difference'] {
  const workmail = answers.length === 0 ? [undefined] : answers;
  return {
    workmail: workmail.map((applied) => showApplied(direction, applied)).join(' and '),
    engine: showApplied(direction, winner && { name: winner.Name, action: winner.Action }),
    openReadings: answers.length > 1 ? [...openReadings, 'testedRules'] : [...openReadings],
  };
}

export function showApplied(direction: Direction, applied: AppliedRule | undefined): string {
  if (!applied) return 'no rule';
  const action = applied.action ? ` (${showAction(direction, applied.action)})` : '';
  return `rule ${showValue(applied.name)}${action}`;
}

export function showAction(direction: Direction, action: Action): string {
  const [member] = Object.values(action) as ({ readonly Arn?: string } | undefined)[];
  return [actionTitle(direction, action), member?.Arn].filter(Boolean).join(' ');
}
