export { type MatcherResult, mailFlowMatchers } from './matchers';
export type { MailFlowMatchers } from './types';
