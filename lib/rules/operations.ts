import type { Direction } from './documents';

/** The operations of WorkMail that the provider needs for each kind of resource. */

/** By which rules of a direction are managed: Describe before anything is written, List where an error's name says nothing. */
export function ruleOperations(direction: Direction): string[] {
  const infix = infixOf(direction);
  const verbs = ['Create', 'Delete', 'Describe', 'Update'].map((verb) => `${verb}${infix}MailFlowRule`);
  return [...verbs, `List${infix}MailFlowRules`];
}

/** By which WorkMail is asked which rules of a direction apply to a mail. */
export function checkOperations(direction: Direction): string[] {
  const infix = infixOf(direction);
  return [`Describe${infix}MailFlowRule`, `List${infix}MailFlowRules`, `Test${infix}MailFlowRules`];
}

/** By which SMTP gateways are managed. */
export const GATEWAY_OPERATIONS: readonly string[] = [
  ...['Create', 'Delete', 'Describe', 'Update'].map((verb) => `${verb}SmtpGateway`),
  'ListSmtpGateways',
];

/** By which the event log is switched on and off. */
export const EVENT_LOGGING_OPERATIONS: readonly string[] = ['Delete', 'Describe', 'Put'].map(
  (verb) => `${verb}EmailMonitoringConfiguration`,
);

/** Operations of WorkMail as IAM calls them. */
export function iamActions(operations: readonly string[]): string[] {
  return operations.map((operation) => `workmail:${operation}`);
}

function infixOf(direction: Direction): string {
  return direction === 'INBOUND' ? 'Inbound' : 'Outbound';
}
