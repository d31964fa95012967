/** Deploys synthesized cloud assemblies to this machine. */
export type { Account } from './account/account';
export type { LambdaFunction, Permission, Secret, SecretValue } from './account/account-state';
export type { ServiceCall } from './account/permissions';
export type { LoseAnswer } from './custom-resource/answer-server';
export type { ResourceChange } from './engine/operation';
export { DeploymentError, type DeploymentErrorCode, ResourceFailure } from './errors';
export { LocalCloudFormation, type LocalCloudFormationOptions } from './local-cloudformation';
export * from './preview';
export type { DeployReport, StackReport } from './report';
export type { ResourceState, StackEvent, StackOutput, StackState } from './state';
