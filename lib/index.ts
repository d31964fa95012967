export { EmailEventLogging, type EmailEventLoggingProps } from './email-event-logging';
export * from './inbound-action';
export * from './inbound-mail-flow-rule';
export * from './mail-flow-action';
export * from './mail-flow-action-config';
export * from './mail-flow-alarm-options';
export * from './mail-flow-check';
export { MailFlowDashboard, type MailFlowDashboardProps } from './mail-flow-dashboard';
export * from './mail-flow-direction';
export type { MailFlowExpectation } from './mail-flow-expectation';
export * from './mail-flow-function';
export { MailFlowOutcome } from './mail-flow-outcome';
export * from './mail-flow-rule';
export * from './mail-flow-rule-options';
export * from './message-content-access';
export * from './message-content-grant-options';
export { type IOrganization, Organization } from './organization';
export * from './outbound-action';
export * from './outbound-mail-flow-rule';
export * from './provisioning';
export * from './run-lambda-action-options';
export {
  type InboundRunLambdaOptions,
  type OutboundRunLambdaOptions,
  type RunLambdaOptions,
  RunLambdaRules,
  type RunLambdaRulesProps,
} from './run-lambda-rules';
export * from './smtp-gateway';
export { UpdatedMessageBucket, type UpdatedMessageBucketProps } from './updated-message-bucket';
