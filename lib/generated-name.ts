import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { shortHash } from './short-hash';

/** WorkMail documents no limit for names; this is what a list in the console shows in one line. */
const MAXIMUM_READABLE = 80;

/** The stack's name and the construct's path in it, readable, and a hash of both. */
export function generateName(scope: Construct): string {
  const stack = outermostStack(Stack.of(scope));
  const path = scope.node.path.slice(stack.node.path.length);
  const hash = shortHash(`${stack.stackName}\n${path}`);
  const readable = `${stack.stackName}${path}`.slice(0, MAXIMUM_READABLE).replace(/[^A-Za-z0-9]+/g, '-');
  return `${readable.replace(/-$/, '')}-${hash}`;
}

/** A nested stack has no name until it is deployed. */
function outermostStack(stack: Stack): Stack {
  return stack.nestedStackParent ? outermostStack(stack.nestedStackParent) : stack;
}
