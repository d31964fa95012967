import { actionTitle, type Disposition, type OpenReading, showValue } from '../rules';
import type { Answered, ValidAnswer } from './answer';
import type { Attempt } from './invocation';
import {
  blindCopy,
  type DecidedRecipient,
  decidedBy,
  type FallbackReason,
  fateOf,
  type Outcome,
  unite,
} from './outcomes';
import type { FunctionRun } from './plan';

/** A run of a synchronous function that is over. */
export interface Ending {
  readonly run: FunctionRun;
  readonly fallback: Disposition;
  /** Those on which the call as a whole rests. */
  readonly openReadings: readonly OpenReading[];
  /** Milliseconds from the arrival of the message. */
  readonly after: number;
}

/** The outcomes of an answer: what it decides, what it leaves to the fallback, what it adds. */
export function answeredOutcomes(ending: Ending, answer: ValidAnswer): Outcome[] {
  const known = new Map(ending.run.recipients.map((recipient) => [recipient.address, recipient]));
  const find = (address: string): DecidedRecipient => known.get(address) ?? newcomer(ending, address);
  return [
    ...answer.decided.map((answered) => answeredOutcome(ending, find(answered.recipient), answered)),
    ...answer.leftOut.map(({ recipient, openReadings }) => {
      const why = `The answer of ${functionOf(ending)} does not mention it`;
      return fallbackOutcome(ending, find(recipient), 'leftOut', why, openReadings);
    }),
    ...answer.beyondLimit.map(({ recipient, path, openReadings }) => {
      const why = `The answer of ${functionOf(ending)} gives it, in ${path}, an action after the 10 unique ones that count`;
      return fallbackOutcome(ending, find(recipient), 'moreThanTenActions', why, openReadings);
    }),
    ...answer.added.map((answered) => addedOutcome(ending, answered)),
  ];
}

/** The outcomes of a run whose every call failed: the fallback for all. */
export function failedOutcomes(ending: Ending, attempts: readonly Attempt[]): Outcome[] {
  const minutes = ending.run.lambda.SynchronousLambdaParameters?.RetryPeriodMinutes ?? 0;
  const timeout = `the rule timeout of ${plural(minutes, 'minute')}`;
  const calls =
    minutes === 0
      ? `${capitalize(timeout)} allows no retry`
      : `It was called ${plural(attempts.length, 'time')}, and ${timeout} is over`;
  const why = `${capitalize(functionOf(ending))} failed: ${lastProblem(attempts)}. ${calls}`;
  return ending.run.recipients.map((recipient) => fallbackOutcome(ending, recipient, 'functionFailed', why, []));
}

function lastProblem(attempts: readonly Attempt[]): string {
  const problem = attempts.at(-1)?.problem;
  return problem ? `${problem.path} is ${showValue(problem.value)}: ${problem.reason}` : '';
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function answeredOutcome(ending: Ending, recipient: DecidedRecipient, answered: Answered): Outcome {
  const { action, path, named, openReadings } = answered;
  const whom = named ? 'for it' : 'for all recipients';
  return {
    recipient: recipient.address,
    ...fateOf(action.disposition, isSpam(ending), action.text),
    ...decidedBy(recipient.decision),
    how: 'answer',
    why: `${capitalize(functionOf(ending))} answered ${action.type} ${whom} (${path}).`,
    openReadings: unite(ending.openReadings, recipient.decision.openReadings, openReadings),
    after: ending.after,
  };
}

function addedOutcome(ending: Ending, { recipient, action, path, openReadings }: Answered): Outcome {
  return {
    recipient,
    ...blindCopy(action.disposition, isSpam(ending)),
    ...decidedBy(newcomer(ending, recipient).decision),
    how: 'answer',
    why: `${capitalize(functionOf(ending))} added it with ${action.type} (${path}).`,
    openReadings: unite(ending.openReadings, openReadings),
    after: ending.after,
  };
}

function fallbackOutcome(
  ending: Ending,
  recipient: DecidedRecipient,
  fallbackReason: FallbackReason,
  why: string,
  openReadings: readonly OpenReading[],
): Outcome {
  const title = actionTitle(ending.run.message.direction, ending.fallback);
  return {
    recipient: recipient.address,
    ...fateOf(ending.fallback, isSpam(ending)),
    ...decidedBy(recipient.decision),
    how: 'fallback',
    fallbackReason,
    why: `${why}; the fallback action is ${title}.`,
    openReadings: unite(ending.openReadings, recipient.decision.openReadings, openReadings),
    after: ending.after,
  };
}

/** For a recipient that an answer adds no other rule was looked at. */
function newcomer({ run }: Ending, address: string): DecidedRecipient {
  return { address, decision: { winner: run.rule, losers: [], openReadings: [] } };
}

function functionOf({ run }: Ending): string {
  return `the function of rule "${run.rule.Name}"`;
}

function isSpam({ run }: Ending): boolean {
  return run.message.spam ?? false;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
