/**
 * As much of aws-cdk-lib as is needed of a stack or a function. Not its own types: who tests rules without a stack need
 * not have it installed, and two copies of it do no harm.
 */

export interface StackConstruct {
  readonly artifactId: string;
  readonly nestedStackParent?: StackConstruct;
  readonly nestedStackResource?: object;
  // biome-ignore lint/suspicious/noExplicitAny: as the method of aws-cdk-lib has it
  resolve(token: any): any;
  readonly node: { readonly scopes: readonly object[] };
}

/** A function, an alias or a version, be it defined or imported. */
export interface FunctionConstruct {
  readonly functionArn: string;
  readonly stack: StackConstruct;
}

interface StageConstruct {
  synth(): { readonly directory: string };
}

export function isFunctionConstruct(value: unknown): value is FunctionConstruct {
  return typeof value === 'object' && value !== null && 'functionArn' in value && 'stack' in value;
}

/** The stack that is deployed: itself, or the one that it is nested in. */
export function deployedStack(stack: StackConstruct): StackConstruct {
  return stack.nestedStackParent ? deployedStack(stack.nestedStackParent) : stack;
}

/** Synthesizes the stage of a stack, as `Template.fromStack` does, to the stage's own folder: in a test, a temporary one. */
export function synthesize(stack: StackConstruct): string {
  const stage = stack.node.scopes.findLast((scope): scope is StageConstruct => 'synth' in scope);
  if (!stage) throw new TypeError('The stack is in no app: make it with an App or a Stage as its scope.');
  return stage.synth().directory;
}

/** How a preview of the stack is called: see StackArtifact.id. */
export function previewId(stack: StackConstruct): string {
  const { nestedStackParent: parent, nestedStackResource } = stack;
  if (!parent || !nestedStackResource) return stack.artifactId;
  const { logicalId } = nestedStackResource as { logicalId: string };
  return `${previewId(parent)}/${parent.resolve(logicalId)}`;
}
