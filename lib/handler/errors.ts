import { describeProblem, errorLink, type Problem } from '../rules';

/** Stable across releases; the message of the error carries it. */
export type HandlerErrorCode =
  // ---- how the handler is made
  | 'OPTION_UNKNOWN'
  | 'OPTION_INVALID'
  /** Neither `inbound` nor `outbound`, nor `all` of an asynchronous handler, is given. */
  | 'FUNCTION_MISSING'
  // ---- what it is called with
  | 'EVENT_NOT_MAIL'
  /** The event does not say in which direction the message goes, and the handler is for both. */
  | 'DIRECTION_UNKNOWN'
  | 'DIRECTION_NOT_HANDLED'
  /** The event was asked for own recipients, and nobody said which domains are own ones. */
  | 'DOMAINS_MISSING'
  // ---- what it answers
  /** The function returned something else than the answer that it was given. */
  | 'ANSWER_MISSING'
  | 'ACTION_OF_OTHER_DIRECTION'
  | 'RECIPIENTS_NOT_A_LIST'
  | 'RECIPIENT_NOT_TEXT'
  | 'NOT_AN_ADDRESS'
  | 'BOUNCE_MESSAGE_NOT_TEXT'
  | 'RECIPIENT_NAMED_TWICE'
  | 'REST_DECIDED_TWICE'
  /** The answer says nothing about a recipient, not even that the fallback shall decide. */
  | 'RECIPIENTS_LEFT_OUT'
  /** The event is truncated, so nobody knows whether an address is a recipient or would become one. */
  | 'RECIPIENT_UNCERTAIN'
  | 'ADDED_FROM_OUTSIDE'
  | 'TOO_MANY_ACTIONS'
  | 'TOO_MANY_RECIPIENTS'
  | 'ANSWER_TOO_LARGE'
  // ---- how long it takes
  | 'TIME_UP';

/** A problem that this entry finds: one of its codes, and the sentence that goes with it. */
export interface HandlerProblem extends Problem {
  readonly code: HandlerErrorCode;
}

/** Most problems that a message tells of: an answer can be wrong about thousands of recipients. */
const MOST_TOLD = 10;

/**
 * What is wrong with how a handler is made, called, or answers. What the function itself throws is never wrapped in one.
 *
 * @example
 * import { MailFlowHandlerError, synchronousHandler } from 'cdk-workmail-flow/handler';
 *
 * const handler = synchronousHandler({ inbound: (_mail, answer) => answer.drop('a@corp.example') });
 * try {
 *   await handler({ messageId: '1', flowDirection: 'INBOUND', envelope: { recipients: [{ address: 'b@corp.example' }] } });
 * } catch (error) {
 *   if (error instanceof MailFlowHandlerError) console.log(error.code); // RECIPIENTS_LEFT_OUT
 * }
 */
export class MailFlowHandlerError extends Error {
  /** Of the first problem. */
  readonly code: HandlerErrorCode;

  constructor(
    /** At least one. */
    readonly problems: readonly HandlerProblem[],
    cause?: unknown,
  ) {
    const lines = problems.slice(0, MOST_TOLD).map((problem) => `[${problem.code}] ${describeProblem(problem)}`);
    const untold = problems.length - lines.length;
    if (untold > 0) lines.push(`… and ${untold} more`);
    super([...lines, `See ${errorLink(problems[0]!.code)}`].join('\n'), cause === undefined ? {} : { cause });
    this.name = 'MailFlowHandlerError';
    this.code = problems[0]!.code;
  }
}

export function problem(
  code: HandlerErrorCode,
  path: string,
  value: unknown,
  reason: string,
  remedy: string,
): HandlerProblem {
  return { code, path, value, reason, remedy };
}

export function fail(...parts: Parameters<typeof problem>): never {
  throw new MailFlowHandlerError([problem(...parts)]);
}
