export { AccessControl, type Credentials, type Principal } from './access';
export {
  DeploymentError,
  type DeployReport,
  LocalCloudFormation,
  type LocalCloudFormationOptions,
  type ResourceChange,
  type StackEvent,
  type StackReport,
} from './cloudformation';
export { FunctionRunner, type LogLine } from './functions';
export { LiveRules } from './live-rules';
export { type IncomingMail, LocalAccount, type LocalAccountOptions } from './local-account';
export { LocalError, type LocalErrorCode } from './local-error';
export {
  type Destination,
  EventLog,
  type EventPage,
  type EventQuery,
  LocalMail,
  type LocalMailOptions,
  type LoggedEvent,
  type MailEvent,
  type MailProgress,
  type MailStage,
  type MailStatus,
  type QueuedMail,
} from './mail';
export * from './workmail';
