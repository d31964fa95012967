/**
 * The environment variable of a function that holds the name of the bucket through which it gives changed messages back:
 * set by the constructs, read by the message entry.
 */
export const UPDATED_MESSAGE_BUCKET_VARIABLE = 'WORKMAIL_UPDATED_MESSAGE_BUCKET';

/** Set for functions that run on a desk, where nobody's mail waits for them: what is wrong with them is to be seen. */
export const DESK_VARIABLE = 'WORKMAIL_FLOW_DESK';
