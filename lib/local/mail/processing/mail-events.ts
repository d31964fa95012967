import { ACTIONS, actionMember, type Direction } from '../../../rules';
import type { Header } from '../../../simulator';
import type { LoggedEvent, MailEvent } from '../event-log';
import type { Decision, QueuedMessage } from '../spool/queued-message';

/** WorkMail's events, by the guide's "Monitoring Amazon WorkMail email event logs". */

/** What only the header says about a message. */
export interface MessageFacts {
  readonly header: Header;
  /** The field Message-ID. */
  readonly smtpMessageId?: string;
  readonly isSpam: boolean;
}

export function logged(message: QueuedMessage, event: MailEvent): LoggedEvent {
  const { organizationId, messageId: traceId } = message;
  return { timestamp: Date.now(), organizationId, traceId, event };
}

/** That a message came in, or that a user handed one in. */
export function arrivalEvent(message: QueuedMessage, facts: MessageFacts): MailEvent {
  const { recipients, direction, accepted } = message;
  const common = { recipients, ...senders(message, facts), subject: facts.header.subject ?? '' };
  if (direction === 'OUTBOUND') return { eventName: 'OUTGOING_EMAIL_SUBMITTED', ...common };
  return {
    eventName: 'ORGANIZATION_EMAIL_RECEIVED',
    ...common,
    messageId: facts.smtpMessageId ?? '',
    spamVerdict: facts.isSpam ? 'FAIL' : 'PASS',
    // Nobody looks at signatures and sending hosts here: to SES, GRAY is neither good nor bad.
    dkimVerdict: 'GRAY',
    dmarcVerdict: 'GRAY',
    spfVerdict: 'GRAY',
    messageTimestamp: new Date(accepted).toISOString(),
  };
}

/** One for each rule that decided. */
export function ruleEvents(direction: Direction, decisions: readonly Decision[]): MailEvent[] {
  const rules = new Map<string, Map<string, string[]>>();
  for (const { rule, fate, action, recipient } of decisions) {
    if (rule === undefined) continue;
    const actions = rules.get(rule) ?? new Map<string, string[]>();
    rules.set(rule, actions);
    const name = action ?? fate;
    actions.set(name, [...(actions.get(name) ?? []), recipient]);
  }
  return [...rules].map(([ruleName, actions]) => ({
    eventName: 'RULE_APPLIED',
    ruleName,
    ruleType: `${direction}_RULE`,
    ruleActions: [...actions].map(([action, recipients]) => ({ action, recipients })),
  }));
}

/** How the log names an action: as in an answer (open reading `eventLogValues`). */
export function actionName(direction: Direction, action: Parameters<typeof actionMember>[0]): string {
  const member = actionMember(action);
  const answerType = ACTIONS[direction].find((description) => description.member === member)?.answerType;
  return answerType ?? (member === 'SmtpRoutingAction' ? 'SMTP_ROUTING' : member);
}

export function deliveredEvent(recipient: string, folder: 'inbox' | 'junk'): MailEvent {
  return { eventName: 'MAILBOX_EMAIL_DELIVERED', recipient, folder: folder === 'junk' ? 'JUNK_EMAIL' : 'INBOX' };
}

export function sentEvent(message: QueuedMessage, facts: MessageFacts, recipient: string): MailEvent {
  const messageId = facts.smtpMessageId ?? '';
  return { eventName: 'OUTGOING_EMAIL_SENT', recipient, ...senders(message, facts), messageId };
}

export function bouncedEvent(
  direction: Direction,
  bounced: { readonly recipient: string; readonly reason: string; readonly status: string },
): MailEvent {
  const { recipient: emailAddress, reason, status } = bounced;
  const bouncedRecipient = { emailAddress, reason, status };
  if (direction === 'INBOUND') return { eventName: 'INCOMING_EMAIL_BOUNCED', bouncedRecipient };
  // The guide's table has bouncedRecipient, its query destination and reason.
  return { eventName: 'OUTGOING_EMAIL_BOUNCED', bouncedRecipient, destination: emailAddress, reason };
}

function senders({ from }: QueuedMessage, { header }: MessageFacts): { from: string; sender?: string } {
  const address = header.from ?? from;
  const isOther = header.sender !== undefined && header.sender.toLowerCase() !== address.toLowerCase();
  return { from: address, ...(isOther && { sender: header.sender }) };
}
