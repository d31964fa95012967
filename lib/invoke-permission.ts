import { RemovalPolicy, type Stack, Stage, Token } from 'aws-cdk-lib';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { IOrganization } from './organization';
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
  organizationKey: string,
  removalPolicy?: RemovalPolicy,
): CfnPermission {
  const container = stack.node.tryFindChild(CONTAINER_ID) ?? new Construct(stack, CONTAINER_ID);
  const id = `${functionKey(stack, handler)}-${organizationKey}`;
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
  if (removalPolicy && removalPolicy !== RemovalPolicy.DESTROY) permission.applyRemovalPolicy(removalPolicy);
  return permission;
}

/**
 * The same for the same function, however often it is imported. The path begins at the stack or, for a function of
 * another one, at the stage, so that a stack's logical ids do not change when it moves into a stage.
 */
function functionKey(stack: Stack, { node, functionArn }: IFunction): string {
  if (node.defaultChild) {
    const home = node.scopes.includes(stack) ? stack : Stage.of(stack);
    return node.path.slice(home ? home.node.path.length : 0).replace(/^\//, '');
  }
  const arn = Token.isUnresolved(functionArn) ? JSON.stringify(stack.resolve(functionArn)) : functionArn;
  return `Imported${shortHash(arn)}`;
}
