/** Why a call came to no answer. */
export interface Failure {
  /** The answer breaks a rule of WorkMail; the function threw; or the time is up that `answerEarly` leaves. */
  readonly kind: 'WRONG_ANSWER' | 'FUNCTION_FAILED' | 'TIME_UP';
  /** What was thrown, or a MailFlowHandlerError that says what is wrong. */
  readonly error: unknown;
}
