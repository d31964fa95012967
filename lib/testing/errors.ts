import { withLink } from '../rules';

/** Why rules cannot be read, or why nobody can say what happens to a message. */
export type MailFlowErrorCode =
  /** No stack that was given has an email flow rule. */
  | 'NO_RULES'
  | 'STACK_UNKNOWN'
  /** The stacks have rules of several organizations. */
  | 'SEVERAL_ORGANIZATIONS'
  | 'ORGANIZATION_UNKNOWN'
  | 'RULES_INVALID'
  /** A rule names a function that is nowhere to be found. */
  | 'FUNCTION_NOT_HERE'
  /** A function cannot run on this machine. */
  | 'FUNCTION_CANNOT_RUN'
  /** A function needs a module that Lambda has and this machine has not. */
  | 'FUNCTION_NEEDS_MODULE'
  /** A function failed after it called a service that this machine has not. */
  | 'FUNCTION_NEEDS_SERVICE'
  /** No rule calls what was named as a function. */
  | 'FUNCTION_NOT_CALLED'
  | 'MAIL_INVALID'
  | 'RECIPIENT_UNKNOWN'
  | 'NOT_A_SIMULATION';

/** Why rules cannot be read, or why nobody can say what happens to a message. */
export class MailFlowError extends Error {
  constructor(
    readonly code: MailFlowErrorCode,
    /** What is wrong, and where. */
    readonly problem: string,
    /** What to do instead. */
    readonly remedy: string,
  ) {
    super(withLink(`${problem}. ${remedy}.`, code));
    this.name = 'MailFlowError';
  }
}
