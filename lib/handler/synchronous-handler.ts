import { ANSWER_MILLISECONDS, type MailFlowAnswer } from '../run-lambda';
import type { InboundAnswer, OutboundAnswer } from './answer';
import { ask, recover } from './answering';
import type { Call } from './call';
import { type Check, checkOptions, isFunction, isRecord } from './check-options';
import { chooseDirection } from './choose-direction';
import type { CommonOptions } from './common-options';
import { isDesk } from './desk';
import type { Failure } from './failure';
import { type InboundMail, type OutboundMail, toMail } from './mail-event';
import { ownDomains } from './own-domains';
import { readEvent } from './read-event';
import { recentInvocations } from './recent-invocations';
import { Telemetry } from './telemetry';
import { LimitedCall } from './time-limit';

/** How a synchronous handler decides, and what it does where it cannot. One direction at least. */
export interface SynchronousHandlerOptions extends CommonOptions {
  /** Decides about an inbound message: returns the answer that it is given, after it has said in words what it is. */
  readonly inbound?: (mail: InboundMail, answer: InboundAnswer, call: Call) => InboundAnswer | Promise<InboundAnswer>;
  /** Decides about an outbound message: returns the answer that it is given, after it has said in words what it is. */
  readonly outbound?: (
    mail: OutboundMail,
    answer: OutboundAnswer,
    call: Call,
  ) => OutboundAnswer | Promise<OutboundAnswer>;
  /**
   * What to answer in place of an error of the function, of no answer in time, and, unless `strict`, of a wrong answer.
   * Where it returns undefined, and for a direction without one, the call fails: WorkMail calls again until the rule
   * timeout is over, then the rule's fallback action applies. `failure` tells what happened, and is logged.
   *
   * @default each failure is an error
   */
  readonly safeAnswer?: {
    readonly inbound?: (answer: InboundAnswer, failure: Failure) => InboundAnswer | undefined;
    readonly outbound?: (answer: OutboundAnswer, failure: Failure) => OutboundAnswer | undefined;
  };
  /**
   * Gives up so many milliseconds before WorkMail does, 15 seconds after the call, or before Lambda ends the function:
   * with the safe answer, or with the error `TIME_UP`, which tells more than a time-out. To WorkMail the time in which
   * Lambda starts a function counts too, so leave as much for that as yours takes.
   *
   * @default the function is waited for as long as Lambda lets it run
   */
  readonly answerEarly?: number;
  /**
   * Whether a wrong answer is an error even if there is a safe answer.
   *
   * @default true outside of Lambda, under `sam local` and in the local WorkMail; false in Lambda
   */
  readonly strict?: boolean;
}

const CHECKS: Readonly<Record<string, Check>> = {
  safeAnswer: [
    (value) => isRecord(value) && Object.entries(value).every(isSafeAnswer),
    '{ inbound: (answer) => answer.deliverRest() } or alike',
  ],
  answerEarly: [
    (value) => typeof value === 'number' && value > 0 && value < ANSWER_MILLISECONDS,
    `a number of milliseconds between 0 and ${ANSWER_MILLISECONDS}`,
  ],
  strict: [(value) => typeof value === 'boolean', 'true or false'],
};

function isSafeAnswer([name, value]: [string, unknown]): boolean {
  return (name === 'inbound' || name === 'outbound') && (value === undefined || isFunction(value));
}

/** For an export that Lambda calls. Tests can call it without a context. */
export type SynchronousHandler = (event: unknown, context?: object) => Promise<MailFlowAnswer>;

/**
 * Makes the handler of a function behind synchronous Run Lambda rules: WorkMail waits for what it answers. The answer is
 * said in words, folded into the fewest actions, and checked against everything that WorkMail's guide says of answers.
 *
 * Throws a {@link MailFlowHandlerError} for wrong options; the handler, for what is no event of mail, for a direction
 * that has no function, and for a wrong answer. What a function throws passes through.
 *
 * @example
 * import { synchronousHandler } from 'cdk-workmail-flow/handler';
 *
 * export const handler = synchronousHandler({
 *   domains: ['corp.example'],
 *   inbound: (_mail, answer) => answer.bounce('This mailbox is closed.', ['former@corp.example']).deliverRest(),
 *   outbound: (mail, answer) =>
 *     /confidential/i.test(mail.subject) && mail.otherRecipients().length > 0 ? answer.bounceRest() : answer.sendRest(),
 * });
 */
export function synchronousHandler(options: SynchronousHandlerOptions): SynchronousHandler {
  checkOptions('synchronousHandler', options, CHECKS);
  const { inbound, outbound, safeAnswer = {}, answerEarly, strict = isDesk() } = options;
  const functions = {
    INBOUND: inbound && { decide: inbound, decideSafely: safeAnswer.inbound },
    OUTBOUND: outbound && { decide: outbound, decideSafely: safeAnswer.outbound },
  };
  const isOwn = ownDomains(options.domains);
  const hasSeen = recentInvocations();

  return async (event, context = {}) => {
    const call = new LimitedCall(context);
    const read = readEvent(event);
    const direction = chooseDirection(read.direction, functions);
    const mail = toMail(direction, read, hasSeen(read.invocationId), isOwn, event as object);
    const telemetry = new Telemetry(options, mail, context);
    try {
      const asked = functions[direction]!;
      const answered = await ask(asked, mail, call, isOwn, answerEarly);
      if ('document' in answered) return telemetry.answered(answered);
      const isFinal = strict && answered.kind === 'WRONG_ANSWER';
      const safe = isFinal ? answered : recover(asked, mail, answered, isOwn);
      if ('document' in safe) return telemetry.answered(safe, answered);
      throw telemetry.failed(safe);
    } finally {
      telemetry.end();
    }
  };
}
