import { RemovalPolicy, type Stack, Token } from 'aws-cdk-lib';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type IOrganization, organizationKey } from './organization';
import { shortHash } from './short-hash';

const CONTAINER_ID = 'WorkMailFlowPermissions';

/**
 * WorkMail's right to invoke a function for an organization: a resource of the rule's own stack, one per function (or
 * alias or version) and organization, for imported functions too. (`addPermission` of a function would put it into the
 * function's stack, or do nothing.)
 */
export function permitInvocation(
  stack: Stack,
  handler: IFunction,
  organization: IOrganization,
  removalPolicy: RemovalPolicy,
): CfnPermission {
  const container = stack.node.tryFindChild(CONTAINER_ID) ?? new Construct(stack, CONTAINER_ID);
  const id = `${handler.node.id}${functionKey(stack, handler)}${organizationKey(organization)}`;
  const existing = container.node.tryFindChild(id) as CfnPermission | undefined;
  const permission =
    existing ??
    new CfnPermission(container, id, {
      action: 'lambda:InvokeFunction',
      functionName: handler.functionArn,
      // Not `new ServicePrincipal('workmail.amazonaws.com', { region })`, which yields the global name.
      principal: `workmail.${stack.region}.amazonaws.com`,
      sourceArn: organization.organizationArn,
      sourceAccount: stack.account,
    });
  if (removalPolicy !== RemovalPolicy.DESTROY) permission.applyRemovalPolicy(removalPolicy);
  return permission;
}

/** The same for the same function, however often it is imported. */
function functionKey(stack: Stack, handler: IFunction): string {
  if (handler.node.defaultChild) return handler.node.addr.slice(-8);
  const arn = Token.isUnresolved(handler.functionArn)
    ? JSON.stringify(stack.resolve(handler.functionArn))
    : handler.functionArn;
  return shortHash(arn);
}
