import type { CallError } from './sender';

/** What a refusal means for the person who deploys: a stable code, and what to do. */
export interface Refusal {
  readonly code: string;
  readonly advise: (operation: string, organizationId: string) => string;
}

const CONSOLE =
  'or set provisioning: Provisioning.CONSOLE, which deploys everything else and prints what to enter in the WorkMail console';

export type Refusals = Readonly<Record<CallError['meaning'], Refusal>>;

export const REFUSALS: Refusals = {
  alreadyExists: { code: 'ruleExists', advise: () => 'Choose another name.' },
  notFound: { code: 'notFound', advise: () => 'Check that what the rule names exists.' },
  organizationNotFound: {
    code: 'organizationNotFound',
    advise: (_operation, organizationId) =>
      `No organization ${organizationId} in this account and Region: check the id, and that the stack deploys where the organization is.`,
  },
  wrongState: {
    code: 'wrongState',
    advise: () => 'The organization must be active: look at its state in the WorkMail console.',
  },
  limitExceeded: {
    code: 'limitExceeded',
    advise: () =>
      'WorkMail takes 250 sender patterns per rule and 1,000 per organization; use domains instead of addresses.',
  },
  accessDenied: {
    code: 'accessDenied',
    advise: (operation, organizationId) =>
      `The provider's role has workmail:${operation} on organization ${organizationId}; a service control policy, a permissions boundary or WorkMail itself refuses it. Allow the action there, ${CONSOLE}.`,
  },
  notAuthenticated: {
    code: 'notAuthenticated',
    advise: () => 'The credentials of the provider function were not accepted; deploy again.',
  },
  unknownOperation: {
    code: 'unknownOperation',
    advise: () =>
      `WorkMail's operations for email flow rules are not in the public SDK, and here WorkMail does not know them. Ask AWS Support for access, ${CONSOLE}.`,
  },
  invalidInput: { code: 'invalidInput', advise: () => 'Correct what WorkMail names.' },
  comeBackLater: {
    code: 'comeBackLater',
    advise: () => 'WorkMail was busy or failed at every attempt; deploy again later.',
  },
  unreachable: {
    code: 'unreachable',
    advise: () => 'WorkMail could not be reached; it runs in us-east-1, us-west-2 and eu-west-1.',
  },
  deadline: { code: 'deadline', advise: () => 'The time for this resource was over; deploy again later.' },
  unknown: { code: 'refused', advise: () => 'The answer is passed on as it came.' },
};
