import { REFUSALS, type Refusals } from '../refusals';

const BY_HAND =
  'or enter the gateway in the WorkMail console and use SmtpGateway.fromSmtpGatewayName, which deploys nothing';

/** What a refusal means where it is about a gateway. */
export const GATEWAY_REFUSALS: Refusals = {
  ...REFUSALS,
  alreadyExists: { code: 'gatewayExists', advise: () => 'Choose another name.' },
  wrongState: {
    code: 'wrongState',
    advise: (operation) =>
      operation.startsWith('Delete')
        ? 'A rule that routes to the gateway must go first, or route elsewhere.'
        : 'The organization must be active: look at its state in the WorkMail console.',
  },
  limitExceeded: { code: 'limitExceeded', advise: () => 'Remove a gateway that no rule routes to.' },
  accessDenied: {
    code: 'accessDenied',
    advise: (operation, organizationId) =>
      `The provider's role has workmail:${operation} on organization ${organizationId}; a service control policy, a permissions boundary or WorkMail itself refuses it. Allow the action there, ${BY_HAND}.`,
  },
  unknownOperation: {
    code: 'unknownOperation',
    advise: () =>
      `WorkMail's operations for SMTP gateways are not in the public SDK, and here WorkMail does not know them. Ask AWS Support for access, ${BY_HAND}.`,
  },
};
