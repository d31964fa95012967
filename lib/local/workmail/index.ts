export type { Fault, Faults } from './faults';
export { StateFileError } from './folder';
export {
  LocalWorkMail,
  type LocalWorkMailOptions,
  type NewOrganization,
} from './local-workmail';
export type { RequestRecord } from './request-log';
export type { RuleChange } from './service';
export { ERROR_NAMES, type ErrorKind, type ErrorNames } from './service-error';
export type { Organization, SmtpGateway } from './state';
