import { ANSWER_MILLISECONDS } from '../run-lambda';
import type { Call, LambdaContext } from './call';
import { MailFlowHandlerError, problem } from './errors';

/** A call whose time may be limited. Its signal is made when it is asked for: few functions do. */
export class LimitedCall implements Call {
  #controller?: AbortController;
  #timeUp?: MailFlowHandlerError;

  constructor(readonly context: LambdaContext) {}

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#timeUp) this.#controller.abort(this.#timeUp);
    return this.#controller.signal;
  }

  /** Whether an error is the one that says so; a client that is given the signal throws it too. */
  isTimeUp(error: unknown): boolean {
    return error !== undefined && error === this.#timeUp;
  }

  /**
   * Waits for work until some time before WorkMail stops waiting, or Lambda ends the function, whichever is sooner. What
   * comes later is ignored.
   */
  async waitFor<T>(work: () => PromiseLike<T> | T, answerEarly: number): Promise<T> {
    const { context } = this;
    const remaining = context.getRemainingTimeInMillis?.() ?? ANSWER_MILLISECONDS;
    const milliseconds = Math.max(0, Math.min(ANSWER_MILLISECONDS, remaining) - answerEarly);
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#timeUp = timeUp(milliseconds);
        reject(this.#timeUp);
        this.#controller?.abort(this.#timeUp);
      }, milliseconds);
    });
    try {
      return await Promise.race([work(), limit]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function timeUp(milliseconds: number): MailFlowHandlerError {
  const reason = 'it has not answered yet, and WorkMail or Lambda is about to give up';
  const remedy = 'Pass call.signal to what takes long, and leave slow work to an asynchronous rule';
  const path = 'the time of the function in milliseconds';
  return new MailFlowHandlerError([problem('TIME_UP', path, Math.round(milliseconds), reason, remedy)]);
}
