/** Which way mail goes, seen from the organization. */
export enum MailFlowDirection {
  /** To the organization's mailboxes. */
  INBOUND = 'INBOUND',

  /** From the organization's users. */
  OUTBOUND = 'OUTBOUND',
}
