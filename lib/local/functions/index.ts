/** Runs Lambda functions on this machine. */
export { CodeStore, type FunctionCode } from './code';
export type { FunctionDefinition } from './definition';
export { FunctionError } from './errors';
export type { Invocation } from './invocation';
export { FunctionRunner, type FunctionRunnerOptions, type LogLine } from './runner';
