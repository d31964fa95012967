import { type Stack, Stage, Token } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { shortHash } from './short-hash';

const CONTAINER_ID = 'WorkMailFlowPermissions';

/** Where a stack keeps the permissions that its rules need: WorkMail's to invoke functions, and functions' to messages. */
export function permissionsOf(stack: Stack): Construct {
  return (stack.node.tryFindChild(CONTAINER_ID) as Construct | undefined) ?? new Construct(stack, CONTAINER_ID);
}

/**
 * Text that is the same for the same function, however often it is imported. The path begins at the stack or, for a
 * function of another one, at the stage, so that a stack's logical ids do not change when it moves into a stage.
 */
export function functionKey(stack: Stack, { node, functionArn }: IFunction): string {
  if (node.defaultChild) {
    const home = node.scopes.includes(stack) ? stack : Stage.of(stack);
    return node.path.slice(home ? home.node.path.length : 0).replace(/^\//, '');
  }
  const arn = Token.isUnresolved(functionArn) ? JSON.stringify(stack.resolve(functionArn)) : functionArn;
  return `Imported${shortHash(arn)}`;
}
