import type { MailFlowEvent } from '../../lib/run-lambda';

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
