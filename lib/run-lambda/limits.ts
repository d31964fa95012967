/** The documented limits of Run Lambda: "Lambda event data" and "Synchronous Run Lambda action limits" in the guide. */
const KILOBYTE = 1024;

export const SUBJECT_CHARACTERS = 256;
export const EVENT_BYTES = 128 * KILOBYTE;
export const ANSWER_BYTES = 256 * KILOBYTE;
export const ANSWER_MILLISECONDS = 15_000;
export const UNIQUE_ACTIONS = 10;
export const OUTBOUND_RECIPIENTS = 500;
