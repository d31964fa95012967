import type { MailFlowDirection } from './mail-flow-direction';

/** Which messages a right is for. */
export interface MessageContentGrantOptions {
  /**
   * The directions of mail whose messages are meant.
   *
   * @default - both
   */
  readonly directions?: MailFlowDirection[];
}
