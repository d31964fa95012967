import type { Problem } from '../rules';
import { ANSWER_MILLISECONDS, type MailFlowEvent } from '../run-lambda';
import { type Interpretation, interpretAnswer, type ValidAnswer } from './answer';
import { isOwnAddress } from './message';
import type { FunctionRun } from './plan';

export interface Invocation {
  readonly functionArn: string;
  readonly event: MailFlowEvent;
  /** The event as it goes over the wire. */
  readonly payload: string;
  readonly synchronous: boolean;
  /** 1 for the first call. */
  readonly attempt: number;
  /** The same for every attempt. */
  readonly invocationId: string;
}

/** `milliseconds` is how long the function took, which counts even where time is virtual. */
export type InvocationResult =
  /** The answer as the function gave it: JSON, not yet looked at. */
  | { readonly kind: 'answer'; readonly payload: string; readonly milliseconds: number }
  | { readonly kind: 'error'; readonly errorType?: string; readonly message: string; readonly milliseconds: number };

/** Calls a function. What this itself throws is a fault of the caller's, not of the function, and passes through. */
export type Invoke = (invocation: Invocation) => Promise<InvocationResult>;

export interface Attempt {
  readonly number: number;
  /** Milliseconds from the arrival of the message. */
  readonly at: number;
  readonly milliseconds: number;
  /** What the function answered, if it did. */
  readonly answer?: string;
  /** Why WorkMail cannot use that. */
  readonly problem?: Problem;
}

/** Calls the function of a rule once. */
export async function callOnce(
  run: FunctionRun,
  invoke: Invoke,
  number: number,
  at: number,
): Promise<{ attempt: Attempt; interpretation: Interpretation }> {
  const result = await invoke({
    functionArn: run.lambda.Arn,
    event: run.event,
    payload: run.payload,
    synchronous: isSynchronous(run),
    attempt: number,
    invocationId: run.event.invocationId,
  });
  const interpretation = interpret(run, result);
  const attempt: Attempt = {
    number,
    at,
    milliseconds: result.milliseconds,
    ...(result.kind === 'answer' && { answer: result.payload }),
    ...(!interpretation.valid && { problem: interpretation.problem }),
  };
  return { attempt, interpretation };
}

export function isSynchronous(run: FunctionRun): boolean {
  return run.lambda.SynchronousLambdaParameters !== undefined;
}

/** What an asynchronous function answers is ignored. */
const IGNORED: ValidAnswer = { valid: true, decided: [], leftOut: [], beyondLimit: [], added: [], notices: [] };

function interpret(run: FunctionRun, result: InvocationResult): Interpretation {
  if (result.kind === 'error') return { valid: false, problem: functionFailed(result.errorType, result.message) };
  if (!isSynchronous(run)) return IGNORED;
  if (result.milliseconds > ANSWER_MILLISECONDS) return { valid: false, problem: timedOut(result.milliseconds) };
  const addresses = run.recipients.map(({ address }) => address);
  return interpretAnswer(run.message.direction, result.payload, addresses, {
    isOwnAddress: (address) => isOwnAddress(run.organization, address),
    otherRecipients: run.otherRecipients,
  });
}

function functionFailed(errorType: string | undefined, message: string): Problem {
  return {
    code: 'FUNCTION_FAILED',
    path: 'the error of the function',
    value: errorType ? `${errorType}: ${message}` : message,
    reason: 'the call ended with an error in place of an answer',
    remedy: 'Look into the log of the function; it should answer whatever happens to it',
  };
}

function timedOut(milliseconds: number): Problem {
  return {
    code: 'FUNCTION_TIMED_OUT',
    path: 'the time of the call in milliseconds',
    value: milliseconds,
    reason: `a synchronous function must answer within ${ANSWER_MILLISECONDS / 1000} seconds`,
    remedy: 'Answer sooner, and leave slow work to an asynchronous rule',
  };
}
