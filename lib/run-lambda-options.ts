import type { Duration } from 'aws-cdk-lib';
import type { IInboundDisposition } from './inbound-action';
import type { MailFlowRuleOptions } from './mail-flow-rule-options';
import type { MessageContentAccess } from './message-content-access';
import type { IOutboundDisposition } from './outbound-action';

/** What can be said of a Run Lambda rule of either direction. */
export interface RunLambdaOptions extends MailFlowRuleOptions {
  /**
   * Whether WorkMail waits for the function's answer and does what it says (`true`; needs `fallbackAction` and
   * `ruleTimeout`, and the recipient pattern `*`), or lets the function watch (`false`).
   */
  readonly synchronous: boolean;

  /**
   * How long WorkMail tries a failing function again before it applies the fallback action: whole minutes, 0 to 240. At
   * 0 there is no second try. For synchronous rules, which need it.
   *
   * @default - none, for asynchronous rules
   */
  readonly ruleTimeout?: Duration;

  /**
   * What the function may do with the content of the messages that this rule runs it for: of the organization and the
   * rule's direction only. READ_WRITE needs `synchronous: true` to have effect.
   *
   * @default MessageContentAccess.NONE
   */
  readonly messageContentAccess?: MessageContentAccess;
}

/** An inbound Run Lambda rule. */
export interface InboundRunLambdaOptions extends RunLambdaOptions {
  /**
   * What WorkMail does with the message for all recipients if the function fails, and for those its answer leaves out.
   * For synchronous rules, which need it.
   *
   * @default - none, for asynchronous rules
   */
  readonly fallbackAction?: IInboundDisposition;
}

/** An outbound Run Lambda rule. */
export interface OutboundRunLambdaOptions extends RunLambdaOptions {
  /**
   * What WorkMail does with the message for all recipients if the function fails, and for those its answer leaves out.
   * For synchronous rules, which need it.
   *
   * @default - none, for asynchronous rules
   */
  readonly fallbackAction?: IOutboundDisposition;
}
