import type { Stack } from 'aws-cdk-lib';
import { InboundAction } from '../../lib';
import { errorOf, organizationIn, testStack } from '../constructs';
import { withoutLink } from '../error-links';

/** As a program without a compiler writes it: any property can hold anything. */
// biome-ignore lint/suspicious/noExplicitAny: that is what it is about
export type Untyped = any;

export interface Invalid {
  readonly what: string;
  readonly props: (stack: Stack) => unknown;
  readonly code: string;
  /** Property and value, as the message shows them. */
  readonly shows: string;
  readonly at?: string;
}

export function expectRefused(Construct: Untyped, { props, code, shows, at = 'Mail/It' }: Invalid): void {
  const stack = testStack();
  const message = withoutLink(errorOf(() => new Construct(stack, 'It', props(stack))));
  expect(message).toContain(`[cdk-workmail-flow:${code}] at ${at}: ${shows}`);
  // Path, value, reason and remedy, each problem in a line.
  for (const line of message.split('\n'))
    expect(line).toMatch(/^\[cdk-workmail-flow:\w+\] at \S+: \S+ is .+: .+\. .+\.$/);
}

export const base = (stack: Stack) => ({ organization: organizationIn(stack), action: InboundAction.deliver() });
export const withRule = (change: Untyped) => (stack: Stack) => ({ ...base(stack), ...change });
