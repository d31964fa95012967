/** In bytes, without its CRLF. RFC 5321, 4.5.3.1.6, and WorkMail: 1,000 with it. */
export const LONGEST_LINE = 998;

/** In bytes. "What is Amazon WorkMail", and GetRawMessageContent: 40 MB. */
export const LARGEST_MESSAGE = 40 * 1024 * 1024;

/** Limits of what is looked at in a message; what goes beyond stays one opaque piece. No honest message comes near. */
export const MOST_PARTS = 1000;
export const DEEPEST_NESTING = 50;
/** In bytes. */
export const LONGEST_HEADER = 1024 * 1024;
