import type { Direction } from '../rules';

/** What WorkMail passes to a function, as the guide's "Lambda event data" has it. */
export interface MailFlowEvent {
  readonly summaryVersion: string;
  readonly envelope: {
    readonly mailFrom: { readonly address: string };
    readonly recipients: readonly { readonly address: string }[];
  };
  /** Only if the message was sent on behalf of another user. */
  readonly sender?: { readonly address: string };
  readonly subject: string;
  readonly messageId: string;
  readonly invocationId: string;
  readonly flowDirection: Direction;
  readonly truncated: boolean;
}
