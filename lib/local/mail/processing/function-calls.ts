import { setTimeout as sleep } from 'node:timers/promises';
import { type Attempt, type Clock, type FunctionRun, type Invoke, type Outcome, runFunction } from '../../../simulator';
import type { MessageStore } from '../../message-flow';
import type { Journal } from '../spool/journal';
import { persist } from './persist';
import { progressOf, type Surroundings, type Work } from './surroundings';

export interface CallSurroundings extends Surroundings {
  /** Calls a function for an organization. */
  readonly invoke: (organizationId: string) => Invoke;
  /** Where functions get content and put it. */
  readonly messages: MessageStore;
}

export function isSynchronous({ lambda }: FunctionRun): boolean {
  return lambda.SynchronousLambdaParameters !== undefined;
}

const MENTIONED_MILLISECONDS = 500;

/** What comes of the call of a synchronous rule's function. */
export interface Called {
  readonly outcomes: readonly Outcome[];
  /** The name of the file in the spool with what the function put in the place of the content. */
  readonly content?: string;
}

/** Calls the functions for a message in real time, across restarts. */
export class FunctionCalls {
  constructor(private readonly around: CallSurroundings) {}

  /** Before functions are called: from now on they can get the content. */
  openContent({ journal: { message } }: Work, { isAwaited }: { readonly isAwaited: boolean }): Promise<void> {
    const { messageId, organizationId, direction } = message;
    const content = { file: this.around.spool.contentFile(messageId) };
    return persist(this.around, message, () =>
      this.around.messages.add({ messageId, organizationId, direction, content, isAwaited }),
    );
  }

  /** When all is decided: what functions put from now on reaches nobody. */
  endWait({ journal: { message } }: Work): void {
    this.around.messages.endWait(message.messageId);
  }

  async callAsynchronously({ journal }: Work, run: FunctionRun): Promise<void> {
    const key = `called ${run.rule.Name}`;
    if (journal.done.has(key)) return;
    const { message } = journal;
    await persist(this.around, message, () => runFunction(run, { invoke: this.invoke(journal) }));
    await persist(this.around, message, () => journal.write({ done: [key] }, { isFlushed: false }));
  }

  /** Until the function answers or the rule timeout is over; it counts from the first call, whatever happened since. */
  async callSynchronously({ journal }: Work, run: FunctionRun): Promise<Called> {
    const { message } = journal;
    const rule = run.rule.Name;
    const at = journal.firstCalls.get(rule) ?? Date.now();
    if (!journal.firstCalls.has(rule)) {
      await persist(this.around, message, () => journal.write({ firstCall: { rule, at } }, { isFlushed: false }));
    }
    const { outcomes } = await persist(this.around, message, () => {
      const { clock, onAttempt } = this.timeOf(journal, run);
      const startedAt = clock.now() - (Date.now() - at);
      return runFunction(run, { invoke: this.invoke(journal), clock, startedAt, onAttempt });
    });
    const put = this.around.messages.contentToDeliver(message.messageId);
    if (!put?.isUpdated) return { outcomes };
    const { spool } = this.around;
    const content = await persist(this.around, message, () => spool.keepContent(message.messageId, rule, put.file));
    return { outcomes, content };
  }

  /** Real time, in which everybody can see for what a message waits. */
  private timeOf({ message }: Journal, { rule, recipients }: FunctionRun) {
    const { waits, onProgress } = this.around;
    const addresses = recipients.map(({ address }) => address);
    let trouble: string | undefined;
    const clock: Clock = {
      now: () => performance.now(),
      waitUntil: async (time) => {
        waits.signal.throwIfAborted();
        const milliseconds = time - performance.now();
        if (milliseconds <= 0) return;
        // The time of a call that was not quite as long as the function says is no wait to speak of.
        if (milliseconds < MENTIONED_MILLISECONDS) return sleep(milliseconds);
        if (trouble !== undefined) {
          const detail = `${trouble}; rule "${rule.Name}" goes on in ${Math.ceil(milliseconds / 1000)} s`;
          onProgress(progressOf(message, 'function failed', addresses, { detail }));
        }
        await waits.wait(message.messageId, `rule "${rule.Name}"`, milliseconds);
      },
    };
    const onAttempt = ({ number, problem }: Attempt) => {
      trouble = problem && `call ${number}: ${problem.code}, ${problem.reason}`;
    };
    return { clock, onAttempt };
  }

  /** What a function says when all stops is no answer: its process was killed. */
  private invoke({ message }: Journal): Invoke {
    const { signal } = this.around.waits;
    const invoke = this.around.invoke(message.organizationId);
    return async (invocation) => {
      signal.throwIfAborted();
      const result = await invoke(invocation);
      signal.throwIfAborted();
      return result;
    };
  }
}
