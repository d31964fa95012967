import { LARGEST_CONTENT_BYTES } from '../../message-flow';

/** What functions can get of a message, so that none is taken that they could not read. */
export const MESSAGE_BYTES = LARGEST_CONTENT_BYTES;

/** "Number of recipients per message", a hard limit of the guide's quotas. */
export const RECIPIENTS = 500;

/** Of one port. */
export const CONNECTIONS = 200;
