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
  /** WorkMail already has something of that name, which is not of this stack. */
  alreadyExists: { code: 'ruleExists', advise: () => 'Choose another name.' },
  /** Something that the document names is not there. */
  notFound: { code: 'notFound', advise: () => 'Check that what the rule names exists.' },
  /** The id is wrong, or the stack deploys to another account or Region than the organization's. */
  organizationNotFound: {
    code: 'organizationNotFound',
    advise: (_operation, organizationId) =>
      `No organization ${organizationId} in this account and Region: check the id, and that the stack deploys where the organization is.`,
  },
  /** What it concerns is in a state in which WorkMail changes nothing. */
  wrongState: {
    code: 'wrongState',
    advise: () => 'The organization must be active: look at its state in the WorkMail console.',
  },
  /** A quota of WorkMail is used up. */
  limitExceeded: {
    code: 'limitExceeded',
    advise: () =>
      'WorkMail takes 250 sender patterns per rule and 1,000 per organization; use domains instead of addresses.',
  },
  /** The provider's role has the right, and something above it takes it away. */
  accessDenied: {
    code: 'accessDenied',
    advise: (operation, organizationId) =>
      `The provider's role has workmail:${operation} on organization ${organizationId}; a service control policy, a permissions boundary or WorkMail itself refuses it. Allow the action there, ${CONSOLE}.`,
  },
  /** AWS did not take the credentials that Lambda gives the provider. */
  notAuthenticated: {
    code: 'notAuthenticated',
    advise: () => 'The credentials of the provider function were not accepted; deploy again.',
  },
  /** The operations are not in AWS's public SDK, and this account or Region is not let near them. */
  unknownOperation: {
    code: 'unknownOperation',
    advise: () =>
      `WorkMail's operations for email flow rules are not in the public SDK, and here WorkMail does not know them. Ask AWS Support for access, ${CONSOLE}.`,
  },
  /** WorkMail refuses a value that this library and the documentation let pass. */
  invalidInput: { code: 'invalidInput', advise: () => 'Correct what WorkMail names.' },
  /** WorkMail was busy or failed at every attempt. */
  comeBackLater: {
    code: 'comeBackLater',
    advise: () => 'Deploy again later.',
  },
  /** There is no WorkMail in the stack's Region, or the network of the provider does not lead there. */
  unreachable: {
    code: 'serviceUnreachable',
    advise: () => 'Deploy the stack where WorkMail runs: us-east-1, us-west-2 or eu-west-1.',
  },
  /** The attempts took all the time that a resource has. */
  deadline: { code: 'deadline', advise: () => 'Deploy again later.' },
  /** WorkMail answered with an error whose meaning is not documented. */
  unknown: { code: 'unexplainedRefusal', advise: () => 'The answer is passed on as it came: mend what it names.' },
};
