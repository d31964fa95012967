import type { MailFlowDirection } from './mail-flow-direction';

/** What a rule of either direction does with a message. Made by the methods of InboundAction and OutboundAction. */
export interface IMailFlowAction {
  /** The direction of the rules that can have the action. */
  readonly direction: MailFlowDirection;
}
