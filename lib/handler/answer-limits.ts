import type { Direction } from '../rules';
import { ANSWER_BYTES, type MailFlowAnswer, OUTBOUND_RECIPIENTS, UNIQUE_ACTIONS } from '../run-lambda';
import { type HandlerProblem, problem } from './errors';

/** What the guide's "Synchronous Run Lambda action limits" say against an answer. */
export function limitProblems(
  answer: MailFlowAnswer,
  { direction, recipients }: { readonly direction: Direction; readonly recipients: readonly string[] },
  added: number,
): HandlerProblem[] {
  const problems: HandlerProblem[] = [];
  // Each entry is another action, so that their number is right whatever WorkMail takes for unique.
  const actions = answer.actions.length;
  if (actions > UNIQUE_ACTIONS) {
    const reason = `WorkMail carries out ${UNIQUE_ACTIONS} and leaves the others to the fallback`;
    const remedy = 'Use fewer texts for bounces: each makes another action';
    problems.push(problem('TOO_MANY_ACTIONS', 'the number of actions', actions, reason, remedy));
  }
  const bytes = Buffer.byteLength(JSON.stringify(answer));
  if (bytes > ANSWER_BYTES) {
    const reason = `WorkMail takes up to ${ANSWER_BYTES} (256 KB)`;
    const remedy = 'Shorten the texts of bounces, or name fewer recipients';
    problems.push(problem('ANSWER_TOO_LARGE', 'the size of the answer in bytes', bytes, reason, remedy));
  }
  const total = recipients.length + added;
  if (direction === 'OUTBOUND' && total > OUTBOUND_RECIPIENTS) {
    const reason = `WorkMail takes answers for up to ${OUTBOUND_RECIPIENTS} of outbound mail`;
    const remedy = 'Add fewer, or a group; where the message itself has more, only the fallback can decide';
    problems.push(problem('TOO_MANY_RECIPIENTS', 'the number of recipients with added ones', total, reason, remedy));
  }
  return problems;
}
