import { Construct } from 'constructs';
import { bindAction } from './action-check';
import { defineRule } from './define-rule';
import type { IMailFlowRule } from './mail-flow-rule';
import type { MailFlowRuleProps } from './mail-flow-rule-options';
import type { IOutboundAction } from './outbound-action';
import { checkProps } from './props-check';

/** Properties of an {@link OutboundMailFlowRule}. */
export interface OutboundMailFlowRuleProps extends MailFlowRuleProps {
  /** What WorkMail does with a message that matches. */
  readonly action: IOutboundAction;
}

/**
 * An email flow rule for mail that goes out: the CloudFormation resource `Custom::WorkMailOutboundMailFlowRule`.
 *
 * The sender patterns are matched with the message's `Sender` or `From` header; of all rules that match a
 * recipient, the most specific one applies.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { IOrganization, ISmtpGateway, OutboundAction, OutboundMailFlowRule } from 'cdk-workmail-flow';
 *
 * declare const stack: Stack;
 * declare const organization: IOrganization;
 * declare const relay: ISmtpGateway;
 *
 * new OutboundMailFlowRule(stack, 'Relay', { organization, action: OutboundAction.routeToSmtpGateway(relay) });
 */
export class OutboundMailFlowRule extends Construct implements IMailFlowRule {
  /** The rule's name. */
  public readonly ruleName: string;

  constructor(scope: Construct, id: string, props: OutboundMailFlowRuleProps) {
    super(scope, id);
    // A subclass may pass on properties of its own.
    if (new.target === OutboundMailFlowRule) checkProps(this, 'rule', props);
    this.ruleName = defineRule(this, 'OUTBOUND', props, bindAction(this, 'bindOutbound', props?.action));
  }
}
