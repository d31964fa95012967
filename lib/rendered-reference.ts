import { type IResolvable, Lazy, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';

const renderedInStack = new WeakMap<Stack, Map<string, IResolvable>>();

/**
 * What a template says in the place of a token, worked out once for all rules of a stack. The CDK does it anew for each
 * reference of each resource, and twice: a fifth of what a rule costs at synth. Only for functions of the stack itself,
 * where nothing but the function's logical id is to be found out; every other text is returned as it is.
 */
export function renderOnce(stack: Stack, text: string): string | IResolvable {
  const known = renderedInStack.get(stack) ?? new Map<string, IResolvable>();
  renderedInStack.set(stack, known);
  const existing = known.get(text);
  if (existing) return existing;
  const token = Tokenization.reverse(text, { failConcat: false });
  const isFunctionOfStack =
    Reference.isReference(token) && token.target instanceof CfnFunction && Stack.of(token.target) === stack;
  if (!isFunctionOfStack) return text;
  let rendered: unknown;
  const once = Lazy.any({
    produce: () => {
      rendered ??= stack.resolve(text);
      return rendered;
    },
  });
  known.set(text, once);
  return once;
}
