import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { shortHash } from './short-hash';

/** WorkMail documents no limit for names; this is what a list in the console shows in one line. */
const MAXIMUM_READABLE = 80;

/** The stack's name and the construct's path in it, readable, and a hash of both. */
export function generateRuleName(scope: Construct): string {
  const stack = Stack.of(scope);
  const stackName = Token.isUnresolved(stack.stackName) ? stack.node.path : stack.stackName;
  const path = scope.node.path.slice(stack.node.path.length);
  const hash = shortHash(`${stackName}\n${path}`);
  const readable = `${stackName}${path}`.replace(/[^A-Za-z0-9]+/g, '-').slice(0, MAXIMUM_READABLE);
  return `${readable}-${hash}`;
}
