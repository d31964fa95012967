import type { Direction } from '../rules';
import type { MailFlowAnswer } from '../run-lambda';
import type { AnswerCounts } from './answer-groups';
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
   * `RecipientsBypassSpamCheck`, `RecipientsFallback`, and `RecipientsAdded`. They are published when the call ends, with those that the function itself added.
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
    if (context.invokedFunctionArn !== undefined) logger?.addContext?.(context);
    logger?.appendKeys?.({ messageId, invocationId, flowDirection: direction });
    this.#count('Messages');
    if (isRetry) this.#count('Retries');
  }

  done(): void {
    this.#options.logger?.info('Done', this.#details());
  }

  answered({ document, counts }: Answered): MailFlowAnswer {
    this.#options.logger?.info('Answered', this.#details({ answer: counts }));
    this.#countRecipients(counts);
    return document;
  }

  /** The one thing that is told to those too who gave no logger: else nobody would learn of the error. */
  answeredSafely({ document, counts }: Answered, { kind, error }: Failure): MailFlowAnswer {
    const { logger = console } = this.#options;
    logger.error('Gave the safe answer', this.#details({ answer: counts, failure: kind, error }));
    this.#count('Failures');
    this.#count('SafeAnswers');
    this.#countRecipients(counts);
    return document;
  }

  failed({ kind, error }: Failure): unknown {
    this.#options.logger?.error('Failed', this.#details({ failure: kind, error }));
    this.#count('Failures');
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

  #countRecipients(counts: AnswerCounts): void {
    for (const [what, recipients] of Object.entries(counts)) this.#count(`Recipients${inPascalCase(what)}`, recipients);
  }

  #count(name: string, value = 1): void {
    this.#options.metrics?.addMetric(inPascalCase(this.#mail.direction ?? '') + name, 'Count', value);
  }
}

/** `MoveToJunk` for `MOVE_TO_JUNK`. */
function inPascalCase(constant: string): string {
  return constant.replace(/_?([A-Z])([A-Z]*)/g, (_, first, rest) => first + rest.toLowerCase());
}
