import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { functionKey, permissionsOf } from './function-key';
import type { IOrganization } from './organization';
import { workmailPrincipal } from './rules';

/**
 * WorkMail's right to invoke a function for an organization: a resource of the rule's own stack, one per function (or
 * alias or version) and organization, for imported functions too. (`addPermission` of a function would put it into the
 * function's stack, or do nothing.)
 */
export function permitInvocation(
  stack: Stack,
  handler: IFunction,
  organization: IOrganization,
  organizationKey: string,
  removalPolicy?: RemovalPolicy,
): CfnPermission {
  const container = permissionsOf(stack);
  const id = `${functionKey(stack, handler)}-${organizationKey}`;
  const existing = container.node.tryFindChild(id) as CfnPermission | undefined;
  const permission =
    existing ??
    new CfnPermission(container, id, {
      action: 'lambda:InvokeFunction',
      functionName: handler.functionArn,
      principal: workmailPrincipal(stack.region),
      sourceArn: organization.organizationArn,
      sourceAccount: stack.account,
    });
  if (removalPolicy && removalPolicy !== RemovalPolicy.DESTROY) permission.applyRemovalPolicy(removalPolicy);
  return permission;
}
