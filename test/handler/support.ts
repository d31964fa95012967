import { MailFlowHandlerError } from '../../lib/handler';
import type { Direction } from '../../lib/rules';
import type { MailFlowAnswer, MailFlowEvent } from '../../lib/run-lambda';

/** An event for inbound mail to two people. */
export function mailEvent(overrides: Partial<MailFlowEvent> & { readonly to?: readonly string[] } = {}): MailFlowEvent {
  const { to = ['one@corp.example', 'two@corp.example'], ...rest } = overrides;
  return {
    summaryVersion: '2018-10-10',
    envelope: { mailFrom: { address: 'from@partner.example' }, recipients: to.map((address) => ({ address })) },
    subject: 'Hello',
    messageId: '00000000-0000-0000-0000-000000000000',
    invocationId: '00000000000000000000000000000000',
    flowDirection: 'INBOUND',
    truncated: false,
    ...rest,
  };
}

export function outboundEvent(overrides: Parameters<typeof mailEvent>[0] = {}): MailFlowEvent {
  return mailEvent({ flowDirection: 'OUTBOUND' satisfies Direction, ...overrides });
}

/** `DROP one@corp.example two@corp.example`, for each action of an answer; `*` means the rest. */
export function inShort({ actions }: MailFlowAnswer): string[] {
  return actions.map(({ action, recipients = [], allRecipients }) =>
    [action.type, action.parameters?.bounceMessage ?? [], recipients, allRecipients ? '*' : []].flat().join(' '),
  );
}

/** The error of a handler's own with which a call ends. */
export async function refusalOf(call: Promise<unknown>): Promise<MailFlowHandlerError> {
  const error = await call.then(
    (answer) => new Error(`It answered ${JSON.stringify(answer)}`),
    (reason) => reason,
  );
  if (error instanceof MailFlowHandlerError) return error;
  throw error;
}
