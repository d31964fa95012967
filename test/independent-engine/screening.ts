import { App, CliCredentialsStackSynthesizer, Duration } from 'aws-cdk-lib';
import { ScreeningStack, type ScreeningStackProps } from '../../examples/screening/screening-stack';
import { ACCOUNT } from './engines';

export const ORGANIZATION_ID = 'm-0123456789abcdef0123456789abcdef';
export const STACK_NAME = 'Screening';

const PROPS: ScreeningStackProps = {
  organizationId: ORGANIZATION_ID,
  blockedDomains: ['*.junk.example'],
  ruleTimeout: Duration.minutes(30),
  blockedRuleName: 'blocked',
  env: { account: ACCOUNT, region: 'us-east-1' },
};

/** Writes the cloud assembly of the example; `extend` adds to the stack. */
export function synthesize(
  outdir: string,
  props: Partial<ScreeningStackProps> = {},
  extend?: (stack: ScreeningStack) => unknown,
): string {
  // MiniStack does not know the condition key by which the bootstrap's publishing role is limited to its account.
  const app = new App({ outdir, defaultStackSynthesizer: new CliCredentialsStackSynthesizer() });
  const stack = new ScreeningStack(app, STACK_NAME, { ...PROPS, ...props });
  extend?.(stack);
  return app.synth().directory;
}
