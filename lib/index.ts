export * from './inbound-action';
export * from './inbound-mail-flow-rule';
export * from './mail-flow-action-config';
export * from './mail-flow-function';
export * from './mail-flow-rule-options';
export { type IOrganization, Organization } from './organization';
export * from './outbound-action';
export * from './outbound-mail-flow-rule';
export * from './provisioning';
export {
  type InboundRunLambdaOptions,
  type OutboundRunLambdaOptions,
  type RunLambdaOptions,
  RunLambdaRules,
  type RunLambdaRulesProps,
} from './run-lambda-rules';
export * from './smtp-gateway';
