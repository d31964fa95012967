import { RemovalPolicy } from 'aws-cdk-lib';
import type { MailFlowRuleOptions } from './mail-flow-rule-options';

/** What becomes of a rule that leaves the stack. One that was there before the stack stays after it. */
export function removalPolicyOf({ removalPolicy, adoptExisting }: MailFlowRuleOptions): RemovalPolicy {
  return removalPolicy ?? (adoptExisting ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
}
