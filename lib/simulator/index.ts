export {
  type Answered,
  type Interpretation,
  type InterpretationOptions,
  interpretAnswer,
  type ValidAnswer,
} from './answer';
export type { AnsweredAction } from './answer-document';
export { type Clock, realClock, virtualClock } from './clock';
export { type Header, readHeader } from './header';
export type { Attempt, Invocation, InvocationResult, Invoke } from './invocation';
export { isOwnAddress, type Message, type Organization, type OrganizationRules } from './message';
export type { Notice } from './notices';
export type { FallbackReason, How, Outcome, OutcomeKind } from './outcomes';
export { type FunctionRun, type Mail, type Plan, planMessage } from './plan';
export { type FunctionCall, type Means, type RunResult, runFunction } from './run';
export { type Simulation, simulate } from './simulate';
