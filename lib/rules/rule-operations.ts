import type { Direction } from './documents';

/**
 * The operations of WorkMail by which rules of a direction are managed: Describe before anything is written, List where
 * the name of an error says nothing. IAM calls them by the same names, after `workmail:`.
 */
export function ruleOperations(direction: Direction): string[] {
  const infix = direction === 'INBOUND' ? 'Inbound' : 'Outbound';
  const verbs = ['Create', 'Delete', 'Describe', 'Update'].map((verb) => `${verb}${infix}MailFlowRule`);
  return [...verbs, `List${infix}MailFlowRules`];
}
