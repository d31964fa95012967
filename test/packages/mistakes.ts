import { App, Duration, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { InboundAction, InboundMailFlowRule, Organization, RunLambdaRules } from '../../lib';
import { ORGANIZATION_ID } from './screening';

function makeRule(stack: Stack, id: string, ruleName: string, senders: string[]): void {
  const organization = Organization.fromOrganizationId(stack, `${id}Organization`, ORGANIZATION_ID);
  new InboundMailFlowRule(stack, id, { organization, ruleName, senders, action: InboundAction.drop() });
}

function makeFunction(stack: Stack): LambdaFunction {
  return new LambdaFunction(stack, 'Function', {
    code: Code.fromInline('exports.handler = async () => {};'),
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
  });
}

/** Each program in another language makes them too, under these names. */
const MISTAKES: Readonly<Record<string, (stack: Stack) => unknown>> = {
  organizationId: (stack) => Organization.fromOrganizationId(stack, 'Organization', 'm-1'),
  pattern: (stack) => makeRule(stack, 'Rule', 'partners', ['a+b@partner.example']),
  sameName: (stack) => {
    makeRule(stack, 'First', 'partners', ['partner.example']);
    makeRule(stack, 'Second', 'Partners', ['*.partner.example']);
  },
  fallbackAction: (stack) =>
    new RunLambdaRules(stack, 'Rules', {
      organization: Organization.fromOrganizationId(stack, 'Organization', ORGANIZATION_ID),
      function: makeFunction(stack),
      inbound: { synchronous: true, ruleTimeout: Duration.minutes(30) },
    }),
  recipients: (stack) =>
    new InboundMailFlowRule(stack, 'Rule', {
      organization: Organization.fromOrganizationId(stack, 'Organization', ORGANIZATION_ID),
      ruleName: 'screen',
      recipients: ['sales@corp.example'],
      action: InboundAction.runLambdaSynchronously(makeFunction(stack), {
        fallbackAction: InboundAction.deliver(),
        ruleTimeout: Duration.minutes(30),
      }),
    }),
};

export const MISTAKE_NAMES = Object.keys(MISTAKES);

/** What a TypeScript author is told. */
export function errorOf(name: string): string {
  const app = new App({ analyticsReporting: false });
  try {
    MISTAKES[name]?.(new Stack(app, 'Mistake'));
    app.synth();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`The mistake "${name}" is no mistake.`);
}
