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
export * from './workmail';
