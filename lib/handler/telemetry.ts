import type { Direction } from '../rules';
import type { MailFlowAnswer } from '../run-lambda';
import type { Answered } from './answering';
import type { LambdaContext } from './call';
import type { Failure } from './failure';
import type { MailEvent } from './mail-event';

/** The part of a logger that handlers use: `Logger` of Powertools for AWS Lambda is one, and so is `console`. */
export interface HandlerLogger {
  info(message: string, details: Record<string, unknown>): void;
  error(message: string, details: Record<string, unknown>): void;
  appendKeys?(keys: Record<string, unknown>): void;
  removeKeys?(keys: string[]): void;
  addContext?(context: object): void;
}

/** The part of Powertools' `Metrics` that handlers use. */
export interface HandlerMetrics {
  addMetric(name: string, unit: 'Count', value: number): void;
  publishStoredMetrics(): void;
}

/** Where a handler logs and counts. */
export interface TelemetryOptions {
  /**
   * Gets a line for each call: how many recipients get what, or why none of it came about; no address and no subject.
   * While the call lasts, what the function itself logs has the keys `messageId`, `invocationId` and `flowDirection`.
   *
   * @default what is answered in place of an error is written to `console.error`, nothing else
   */
  readonly logger?: HandlerLogger;
  /**
   * Gets counts, with the direction in front, as in `InboundMessages`: `Messages`, `Retries`, `Failures`, `SafeAnswers`,
   * and of recipients by what they get `RecipientsDrop`, `RecipientsBounce`, `RecipientsDefault`, `RecipientsMoveToJunk`,
   * `RecipientsBypassSpamCheck`, `RecipientsFallback` and `RecipientsAdded`. They are published when the call ends, with
   * those that the function itself added.
   *
   * @default none
   */
  readonly metrics?: HandlerMetrics;
}

const KEYS = ['messageId', 'invocationId', 'flowDirection'];

/** What is logged and counted of one call. */
export class Telemetry {
  readonly #begin = performance.now();
  readonly #options: TelemetryOptions;
  readonly #mail: MailEvent<Direction | undefined>;

  constructor(options: TelemetryOptions, mail: MailEvent<Direction | undefined>, context: LambdaContext) {
    this.#options = options;
    this.#mail = mail;
    const { logger } = options;
    const { messageId, invocationId, direction, isRetry } = mail;
    // Without this a context is none of Lambda's, and Powertools' logger would fail on it.
    if (context.invokedFunctionArn) logger?.addContext?.(context);
    logger?.appendKeys?.({ messageId, invocationId, flowDirection: direction });
    this.#count('MESSAGES');
    if (isRetry) this.#count('RETRIES');
  }

  /** Of a failure it tells those too who gave no logger, if it is answered safely: else nobody would learn of it. */
  answered({ document, counts }: Answered, failure?: Failure): MailFlowAnswer {
    if (failure) {
      this.failed(failure, 'Gave the safe answer', { answer: counts }, console);
      this.#count('SAFE_ANSWERS');
    } else this.done('Answered', { answer: counts });
    for (const [what, recipients] of Object.entries(counts)) this.#count(`RECIPIENTS_${what}`, recipients);
    return document;
  }

  done(message = 'Done', details = {}): void {
    this.#options.logger?.info(message, this.#details(details));
  }

  failed({ kind, error }: Failure, message = 'Failed', details = {}, otherwise?: HandlerLogger): unknown {
    const logger = this.#options.logger ?? otherwise;
    logger?.error(message, this.#details({ ...details, failure: kind, error }));
    this.#count('FAILURES');
    return error;
  }

  end(): void {
    this.#options.logger?.removeKeys?.(KEYS);
    this.#options.metrics?.publishStoredMetrics();
  }

  #details(more?: object): Record<string, unknown> {
    const { recipients, truncated, isRetry } = this.#mail;
    const milliseconds = Math.round(performance.now() - this.#begin);
    return { recipients: recipients.length, truncated, isRetry, milliseconds, ...more };
  }

  /** Counts something under a name such as `SAFE_ANSWERS`. */
  #count(name: string, value = 1): void {
    this.#options.metrics?.addMetric(inPascalCase(`${this.#mail.direction ?? ''}_${name}`), 'Count', value);
  }
}

/** `MoveToJunk` for `MOVE_TO_JUNK`. */
function inPascalCase(constant: string): string {
  return constant.replace(/_?([A-Z])([A-Z]*)/g, (_, first, rest) => first + rest.toLowerCase());
}
