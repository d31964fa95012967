import type { Call } from './call';
import { MailFlowHandlerError, problem } from './errors';
import type { Failure } from './failure';
import { type Folded, foldAnswer } from './fold-answer';
import type { MailEvent } from './mail-event';
import type { IsOwn } from './own-domains';
import { newAnswer, type SaidAnswer } from './said-answer';
import type { LimitedCall } from './time-limit';

/** What a handler was given for one direction. They fit it; methods, so that the compiler does not ask again. */
export interface DirectionFunctions {
  decide(mail: MailEvent, answer: SaidAnswer, call: Call): unknown;
  decideSafely?(answer: SaidAnswer, failure: Failure): unknown;
}

/** An answer that breaks no rule of WorkMail. */
export type Answered = Extract<Folded, { document: unknown }>;

/** What the function of a direction answers about a message, or why it does not. */
export async function ask(
  { decide }: DirectionFunctions,
  mail: MailEvent,
  call: LimitedCall,
  isOwn: IsOwn,
  answerEarly: number | undefined,
): Promise<Answered | Failure> {
  const answer = newAnswer(mail.direction);
  const work = () => decide(mail, answer, call);
  try {
    const returned = await (answerEarly === undefined ? work() : call.waitFor(work, answerEarly));
    return check(answer, returned, mail, isOwn);
  } catch (error) {
    return { kind: call.isTimeUp(error) ? 'TIME_UP' : 'FUNCTION_FAILED', error };
  }
}

/** What is answered in place of a failure: the safe answer, if there is one, and if it is not wrong itself. */
export function recover(
  { decideSafely }: DirectionFunctions,
  mail: MailEvent,
  failure: Failure,
  isOwn: IsOwn,
): Answered | Failure {
  const answer = newAnswer(mail.direction);
  try {
    const returned = decideSafely?.(answer, failure);
    return returned === undefined ? failure : check(answer, returned, mail, isOwn, failure.error);
  } catch (error) {
    return { kind: 'FUNCTION_FAILED', error };
  }
}

function check(
  answer: SaidAnswer,
  returned: unknown,
  mail: MailEvent,
  isOwn: IsOwn,
  cause?: unknown,
): Answered | Failure {
  const folded: Folded =
    returned === answer ? foldAnswer(answer.notes, mail, isOwn) : { problems: [answerMissing(mail, returned)] };
  if ('document' in folded) return folded;
  return { kind: 'WRONG_ANSWER', error: new MailFlowHandlerError(folded.problems, cause) };
}

function answerMissing({ direction }: MailEvent, value: unknown) {
  const reason = 'it is not the answer that the function was given';
  const word = direction === 'INBOUND' ? 'deliverRest' : 'sendRest';
  const remedy = `Return that answer on every path, as by "return answer.${word}()"`;
  return problem('ANSWER_MISSING', 'what the function returned', value, reason, remedy);
}
