import type { Direction } from '../rules';
import type { Call } from './call';
import { checkOptions, FUNCTION } from './check-options';
import { chooseDirection } from './choose-direction';
import type { CommonOptions } from './common-options';
import { type InboundMail, type MailEvent, type OutboundMail, toMail } from './mail-event';
import { ownDomains } from './own-domains';
import { readEvent } from './read-event';
import { recentInvocations } from './recent-invocations';
import { Telemetry } from './telemetry';
import { LimitedCall } from './time-limit';

/** What an asynchronous handler does with a message. One function at least: for a direction, or for both. */
export interface AsynchronousHandlerOptions extends CommonOptions {
  /** Called for each inbound message; what it returns is ignored. */
  readonly inbound?: (mail: InboundMail, call: Call) => unknown;
  /** Called for each outbound message; what it returns is ignored. */
  readonly outbound?: (mail: OutboundMail, call: Call) => unknown;
  /** Called for messages of a direction that has no function of its own, and of those whose event does not say it. */
  readonly all?: (mail: MailEvent<Direction | undefined>, call: Call) => unknown;
}

/** For an export that Lambda calls. Tests can call it without a context. */
export type AsynchronousHandler = (event: unknown, context?: object) => Promise<void>;

/**
 * Makes the handler of a function behind asynchronous Run Lambda rules: WorkMail sends or delivers the message and lets
 * the function watch. An error of the function passes through: Lambda calls it twice more, then gives the event to the
 * function's destination for failures, if it has one.
 *
 * Throws a {@link MailFlowHandlerError} for wrong options; the handler, for what is no event of mail.
 *
 * @example
 * import { asynchronousHandler } from 'cdk-workmail-flow/handler';
 *
 * export const handler = asynchronousHandler({
 *   domains: ['corp.example'],
 *   outbound: (mail) => console.log(mail.sentBy, 'writes to', mail.otherRecipients().length, 'others'),
 * });
 */
export function asynchronousHandler(options: AsynchronousHandlerOptions): AsynchronousHandler {
  checkOptions('asynchronousHandler', options, { all: FUNCTION });
  const isOwn = ownDomains(options.domains);
  const hasSeen = recentInvocations();

  return async (event, context = {}) => {
    const call = new LimitedCall(context);
    const read = readEvent(event);
    const chosen = chooseFunction(read.direction, options);
    const mail = toMail(chosen.direction, read, hasSeen(read.invocationId), isOwn, event as object);
    const telemetry = new Telemetry(options, mail, context);
    try {
      await chosen.watch(mail, call);
      telemetry.done();
    } catch (error) {
      telemetry.failed({ kind: 'FUNCTION_FAILED', error });
      throw error;
    } finally {
      telemetry.end();
    }
  };
}

/** A function, and the direction that it is called for. They fit; a method, so that the compiler does not ask. */
interface Chosen {
  readonly direction: Direction | undefined;
  watch(mail: MailEvent<Direction | undefined>, call: Call): unknown;
}

function chooseFunction(said: Direction | undefined, { inbound, outbound, all }: AsynchronousHandlerOptions): Chosen {
  if (!said && all) return { direction: undefined, watch: all };
  const handled = { INBOUND: inbound ?? all, OUTBOUND: outbound ?? all };
  const direction = chooseDirection(said, handled);
  return { direction, watch: handled[direction]! };
}
