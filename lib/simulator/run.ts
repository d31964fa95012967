import type { OpenReading, Rule } from '../rules';
import { ANSWER_MILLISECONDS, type MailFlowEvent } from '../run-lambda';
import type { ValidAnswer } from './answer';
import { type Clock, virtualClock } from './clock';
import { type Attempt, callOnce, type Invoke, isSynchronous } from './invocation';
import type { Notice } from './notices';
import { type Outcome, unite } from './outcomes';
import type { FunctionRun } from './plan';
import { answeredOutcomes, failedOutcomes } from './run-outcomes';

/** How functions are called, and by what time. */
export interface Means {
  readonly invoke: Invoke;
  /** Without one, time is virtual. */
  readonly clock?: Clock;
  /** When the function was called first, by the clock, if that was before: the rule timeout counts from there. @default now */
  readonly startedAt?: number;
  /** Hears of each attempt as soon as it is over. */
  readonly onAttempt?: (attempt: Attempt, run: FunctionRun) => void;
}

/** The record of a function's call for one message, with its retries. */
export interface FunctionCall {
  readonly rule: Rule;
  readonly functionArn: string;
  readonly synchronous: boolean;
  readonly event: MailFlowEvent;
  readonly attempts: readonly Attempt[];
  readonly notices: readonly Notice[];
  readonly openReadings: readonly OpenReading[];
}

export interface RunResult {
  readonly call: FunctionCall;
  /** Of the rule's recipients and of those that the answer adds; none behind an asynchronous rule. */
  readonly outcomes: readonly Outcome[];
}

/** Open reading `retryIntervals`: the wait before the first retry; each later one is twice as long. */
const FIRST_WAIT_MILLISECONDS = 10_000;

const MILLISECONDS_PER_MINUTE = 60_000;

/** Calls the function of a rule, again and again if it must, and says what comes of it. */
export async function runFunction(run: FunctionRun, means: Means): Promise<RunResult> {
  const parameters = run.lambda.SynchronousLambdaParameters;
  if (!parameters) {
    const { attempt } = await callOnce(run, means.invoke, 1, 0);
    means.onAttempt?.(attempt, run);
    return { call: recordCall(run, [attempt], []), outcomes: [] };
  }
  const { answer, attempts, after } = await callUntilAnswered(run, means, parameters.RetryPeriodMinutes);
  const call = recordCall(run, attempts, answer?.notices ?? []);
  const ending = { run, fallback: parameters.FallbackAction, openReadings: call.openReadings, after };
  return { call, outcomes: answer ? answeredOutcomes(ending, answer) : failedOutcomes(ending, attempts) };
}

/** Repeats the call with exponential backoff until the function answers or the rule timeout is over. */
async function callUntilAnswered(
  run: FunctionRun,
  means: Means,
  ruleTimeoutMinutes: number,
): Promise<{ answer?: ValidAnswer; attempts: Attempt[]; after: number }> {
  const clock = means.clock ?? virtualClock();
  const start = means.startedAt ?? clock.now();
  const deadline = start + ruleTimeoutMinutes * MILLISECONDS_PER_MINUTE;
  const attempts: Attempt[] = [];
  let time = Math.max(start, clock.now());
  const waitUntil = async (next: number) => {
    await clock.waitUntil(next);
    // A clock that really waits may be late; one that stands still never is.
    time = Math.max(next, clock.now());
  };

  for (let number = 1; ; number++) {
    const { attempt, interpretation } = await callOnce(run, means.invoke, number, time - start);
    attempts.push(attempt);
    means.onAttempt?.(attempt, run);
    await waitUntil(time + Math.min(attempt.milliseconds, ANSWER_MILLISECONDS));
    if (interpretation.valid) return { answer: interpretation, attempts, after: time - start };

    const retry = time + FIRST_WAIT_MILLISECONDS * 2 ** (number - 1);
    if (retry >= deadline) {
      await waitUntil(Math.max(time, deadline));
      return { attempts, after: time - start };
    }
    await waitUntil(retry);
  }
}

/** Problems that are problems by an open reading only. */
const READING_OF_PROBLEM: Readonly<Record<string, OpenReading>> = {
  ACTION_TYPE_UNKNOWN: 'unknownActionType',
  TOO_MANY_RECIPIENTS: 'outboundRecipients',
};

function recordCall(run: FunctionRun, attempts: readonly Attempt[], notices: readonly Notice[]): FunctionCall {
  const ofProblems = attempts.flatMap(({ problem }) => READING_OF_PROBLEM[problem?.code ?? ''] ?? []);
  return {
    rule: run.rule,
    functionArn: run.lambda.Arn,
    synchronous: isSynchronous(run),
    event: run.event,
    attempts,
    notices,
    openReadings: unite(run.openReadings, ofProblems, attempts.length > 1 ? ['retryIntervals'] : []),
  };
}
