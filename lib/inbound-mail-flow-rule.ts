import { Construct } from 'constructs';
import { bindAction } from './action-check';
import { defineRule } from './define-rule';
import type { IInboundAction } from './inbound-action';
import type { IMailFlowRule } from './mail-flow-rule';
import type { MailFlowRuleProps } from './mail-flow-rule-options';
import { checkProps } from './props-check';

/** Properties of an {@link InboundMailFlowRule}. */
export interface InboundMailFlowRuleProps extends MailFlowRuleProps {
  /** What WorkMail does with a message that matches. */
  readonly action: IInboundAction;
}

/**
 * An email flow rule for mail that comes in: the CloudFormation resource `Custom::WorkMailInboundMailFlowRule`.
 *
 * The sender patterns are matched with the message's `Sender` header, then with `From`; of all rules that match a
 * recipient, the most specific one applies.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { InboundAction, InboundMailFlowRule, IOrganization } from 'cdk-workmail-flow';
 *
 * declare const stack: Stack;
 * declare const organization: IOrganization;
 *
 * new InboundMailFlowRule(stack, 'Partners', {
 *   organization,
 *   senders: ['partner.example', '*.partner.example'],
 *   recipients: ['sales@corp.example'],
 *   action: InboundAction.neverDeliverToJunk(),
 * });
 */
export class InboundMailFlowRule extends Construct implements IMailFlowRule {
  /** The rule's name. */
  public readonly ruleName: string;

  constructor(scope: Construct, id: string, props: InboundMailFlowRuleProps) {
    super(scope, id);
    // A subclass may pass on properties of its own.
    if (new.target === InboundMailFlowRule) checkProps(this, 'rule', props);
    this.ruleName = defineRule(this, 'INBOUND', props, bindAction(this, 'bindInbound', props?.action));
  }
}
