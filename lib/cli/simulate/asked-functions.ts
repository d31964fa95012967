import type { StandIn } from '../../testing';
import { ask, isSomebodyHere } from '../ask';
import { CommandError } from '../exit';
import { parseStandIn } from './stand-in-option';

/**
 * Answers for functions of a live organization that no --stand-in names. They are not run: who is asked, once for each,
 * is the person at the terminal; without one, an error says what to type.
 */
export function askedFunctions(): StandIn {
  const answers = new Map<string, StandIn>();
  let last: Promise<unknown> = Promise.resolve();
  const answerFor = async (functionArn: string): Promise<StandIn> => {
    const answer = answers.get(functionArn) ?? (await askFor(functionArn));
    answers.set(functionArn, answer);
    return answer;
  };
  return {
    reference: '*',
    answer: async (invocation) => {
      // one question at a time
      const asked = last.then(() => answerFor(invocation.functionArn));
      last = asked.catch(() => undefined);
      return (await asked).answer(invocation);
    },
  };
}

async function askFor(functionArn: string): Promise<StandIn> {
  const name = functionArn.split(':').slice(6).join(':');
  if (!isSomebodyHere()) {
    throw new CommandError(
      'FUNCTION_NOT_HERE',
      `A rule calls the function ${functionArn}, and functions of a live organization are not run`,
      `Say what it answers: --stand-in ${name}=DEFAULT, or --stand-in DEFAULT for all functions; or simulate the app with its code: --app <folder>`,
    );
  }
  const answer = await ask(`What does ${name} answer? (as --stand-in has it) [DEFAULT] `);
  if (answer === undefined) {
    const problem = `The question what ${name} answers was broken off`;
    throw new CommandError('NOT_ANSWERED', problem, `Say it with --stand-in ${name}=DEFAULT, or simulate again`);
  }
  return parseStandIn(answer || 'DEFAULT');
}
