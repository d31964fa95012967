import { CfnDeletionPolicy, type CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import type { MailFlowRuleOptions } from './mail-flow-rule-options';

/**
 * What becomes of a rule, or of anything else in WorkMail, that leaves the stack. One that was there before the stack stays after it; without a policy it
 * is what the app says of all resources (`MissingRemovalPolicies`), else CloudFormation's own default, destruction.
 */
export function removalPolicyOf({
  removalPolicy,
  adoptExisting,
}: Pick<MailFlowRuleOptions, 'removalPolicy' | 'adoptExisting'>): RemovalPolicy | undefined {
  return removalPolicy ?? (adoptExisting ? RemovalPolicy.RETAIN : undefined);
}

/** Does it stay when it leaves the stack? An Aspect can still change that until the end of synth. */
export function isKept({ cfnOptions: { deletionPolicy } }: CfnResource): boolean {
  return isRetention(deletionPolicy);
}

/** Does the old one stay when it is replaced? */
export function isReplacedKept({ cfnOptions: { updateReplacePolicy } }: CfnResource): boolean {
  return isRetention(updateReplacePolicy);
}

function isRetention(policy: CfnDeletionPolicy | undefined): boolean {
  return policy === CfnDeletionPolicy.RETAIN || policy === CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
}
