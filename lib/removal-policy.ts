import { RemovalPolicy } from 'aws-cdk-lib';
import type { MailFlowRuleOptions } from './mail-flow-rule-options';

/**
 * What becomes of a rule that leaves the stack. One that was there before the stack stays after it; without a policy it
 * is what the app says of all resources (`MissingRemovalPolicies`), else CloudFormation's own default, destruction.
 */
export function removalPolicyOf({ removalPolicy, adoptExisting }: MailFlowRuleOptions): RemovalPolicy | undefined {
  return removalPolicy ?? (adoptExisting ? RemovalPolicy.RETAIN : undefined);
}
