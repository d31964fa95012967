import { comparable } from '../run-lambda';
import type { Header } from './header';
import type { Notice } from './notices';
import type { Outcome } from './outcomes';
import { type Mail, type Plan, planMessage } from './plan';
import { type FunctionCall, type Means, type RunResult, runFunction } from './run';

/** What happens to a message. */
export interface Simulation {
  readonly messageId: string;
  readonly header: Header;
  /** One for each recipient, in the order of the envelope, then one for each that an answer adds. */
  readonly outcomes: readonly Outcome[];
  readonly calls: readonly FunctionCall[];
  /** How the message was read, where it was not quite well formed. */
  readonly notices: readonly Notice[];
  /**
   * What a function put in the place of the content, by PutRawMessageContent: recipients whom synchronous rules decide
   * get it. Absent if nothing was put, or if whoever simulates does not offer that.
   */
  readonly updatedContent?: Uint8Array;
}

/** Says what WorkMail does with a message. All functions are called side by side, as WorkMail's rules do not wait for each other. */
export async function simulate(mail: Mail, means: Means): Promise<Simulation> {
  const plan = planMessage(mail);
  const results = await Promise.all(plan.runs.map((run) => runFunction(run, means)));
  return {
    messageId: plan.messageId,
    header: plan.header,
    outcomes: collectOutcomes(plan, results),
    calls: results.map(({ call }) => call),
    notices: plan.notices,
  };
}

/** Each recipient's one outcome; of two functions that add the same recipient, the first counts. */
function collectOutcomes(plan: Plan, results: readonly RunResult[]): Outcome[] {
  const collected = new Map<string, Outcome | undefined>(
    plan.recipients.map((address) => [comparable(address), undefined]),
  );
  for (const outcome of [...plan.outcomes, ...results.flatMap(({ outcomes }) => outcomes)]) {
    const key = comparable(outcome.recipient);
    if (!collected.get(key)) collected.set(key, outcome);
  }
  return [...collected.values()].filter((outcome) => outcome !== undefined);
}
