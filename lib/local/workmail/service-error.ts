import type { OpenReading } from '../../rules';

/**
 * What each refusal is called on the wire. For the operations on email flow rules these names are a guess: the service
 * model lists none for them. So they are a setting, and a caller that depends on them can be tested against others.
 */
export const ERROR_NAMES = {
  alreadyExists: 'NameAvailabilityException',
  notFound: 'EntityNotFoundException',
  inUse: 'EntityStateException',
  entityState: 'EntityStateException',
  alreadyRegistered: 'EntityAlreadyRegisteredException',
  emailInUse: 'EmailAddressInUseException',
  limitExceeded: 'LimitExceededException',
  invalidInput: 'InvalidParameterException',
  resourceNotFound: 'ResourceNotFoundException',
  organizationNotFound: 'OrganizationNotFoundException',
  organizationState: 'OrganizationStateException',
  mailDomainNotFound: 'MailDomainNotFoundException',
  mailDomainInUse: 'MailDomainInUseException',
  malformed: 'SerializationException',
  tooLarge: 'RequestEntityTooLargeException',
  unknownOperation: 'UnknownOperationException',
  throttled: 'ThrottlingException',
  internalFailure: 'InternalFailure',
};

/** What went wrong, whatever it is called on the wire. */
export type ErrorKind = keyof typeof ERROR_NAMES;
/** What errors are called on the wire. */
export type ErrorNames = Readonly<Record<ErrorKind, string>>;

/** A refusal, by what it means. */
export class ServiceError extends Error {
  constructor(
    readonly kind: ErrorKind,
    message: string,
    /** HTTP status; AWS's JSON services give 400 for nearly everything. */
    readonly status = 400,
  ) {
    super(message);
    this.name = 'ServiceError';
  }
}

/** What a message adds if the real WorkMail, as far as its documentation goes, might not refuse. */
export function restsOn(reading: OpenReading): string {
  return ` (WorkMail's documentation leaves this open: ${reading}.)`;
}
