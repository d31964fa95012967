import { withLink } from '../rules';
import type { ErrorMeaning } from '../workmail-api';

export type AdministrationErrorCode =
  // ---- who and where
  | 'NO_CREDENTIALS'
  | 'CREDENTIALS_REFUSED'
  | 'CREDENTIALS_EXPIRED'
  | 'REGION_MISSING'
  | 'REGION_WITHOUT_WORKMAIL'
  | 'ENDPOINT_INVALID'
  | 'UNREACHABLE'
  | 'ANSWER_UNREADABLE'
  // ---- what WorkMail, or another service, answers
  | 'ACCESS_DENIED'
  | 'OPERATION_REFUSED'
  | 'THROTTLED'
  | 'SERVICE_FAILED'
  | 'REFUSED'
  // ---- the organization
  | 'ORGANIZATION_ID_INVALID'
  | 'ORGANIZATION_NOT_FOUND'
  | 'ORGANIZATION_NOT_NAMED'
  | 'ORGANIZATION_NOT_ACTIVE'
  // ---- the rules
  | 'RULE_NOT_FOUND'
  | 'RULE_AMBIGUOUS'
  | 'RULE_WITHOUT_FUNCTION'
  | 'RULE_PAUSED'
  | 'RULE_NOT_PAUSED'
  | 'RULE_CHANGED_MEANWHILE'
  | 'PAUSE_NOT_KEPT'
  // ---- the rest
  | 'STACK_NOT_FOUND'
  | 'EVENT_LOG_OFF'
  | 'EVENT_LOG_NOT_FOUND';

/** Why something cannot be done or told, and what to do instead. */
export class AdministrationError extends Error {
  constructor(
    /** Stable across releases. */
    readonly code: AdministrationErrorCode,
    /** What is wrong, and where. */
    readonly problem: string,
    /** What to do instead. */
    readonly remedy: string,
    /** What a service meant, where one refused. */
    readonly meaning?: ErrorMeaning,
  ) {
    super(withLink(`${problem}. ${remedy}.`, code));
    this.name = 'AdministrationError';
  }
}
