import { App, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { InboundAction, InboundMailFlowRule, Organization, RunLambdaRules } from '../lib';
import { ENV, errorOf, functionIn, ORGANIZATION_ID, organizationIn, testStack } from './constructs';
import { withoutLink } from './error-links';

const ARN = `arn:aws:workmail:eu-west-1:111122223333:organization/${ORGANIZATION_ID}`;
const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:screening';

function declare(stack: Stack, organizationArn: string): void {
  const organization = Organization.fromOrganizationArn(stack, 'Organization', organizationArn);
  new InboundMailFlowRule(stack, 'Rule', { organization, action: InboundAction.deliver() });
}

test.each(['us-east-1', 'us-west-2', 'eu-west-1'])('WorkMail runs in %s', (region) => {
  const stack = testStack({ env: { ...ENV, region } });
  expect(() => declare(stack, ARN.replace('eu-west-1', region))).not.toThrow();
});

test('a Region without WorkMail', () => {
  const stack = testStack({ env: { ...ENV, region: 'eu-central-1' } });
  expect(withoutLink(errorOf(() => declare(stack, ARN)))).toBe(
    '[cdk-workmail-flow:regionWithoutWorkMail] at Mail/Rule: env.region is "eu-central-1": WorkMail runs in us-east-1, us-west-2, eu-west-1 only. Deploy the stack to the Region of the organization.',
  );
});

test('an organization in a Region without WorkMail, in a stack that knows no Region', () => {
  const message = errorOf(() => declare(testStack({}), ARN.replace('eu-west-1', 'ap-south-1')));
  expect(message).toContain(
    '[cdk-workmail-flow:regionWithoutWorkMail] at Mail/Rule: organization.env.region is "ap-south-1"',
  );
});

test.each([
  ['Region', ARN.replace('eu-west-1', 'us-west-2'), 'organization.env.region is "us-west-2"', 'deploys to eu-west-1'],
  [
    'account',
    ARN.replace('111122223333', '444455556666'),
    'organization.env.account is "444455556666"',
    'deploys to 111122223333',
  ],
])('an organization in another %s', (_what, arn, value, here) => {
  const message = errorOf(() => declare(testStack(), arn));
  expect(message).toContain('[cdk-workmail-flow:organizationElsewhere] at Mail/Rule: ');
  expect(message).toContain(value);
  expect(message).toContain(here);
});

test.each([
  ['Region', FUNCTION_ARN.replace('eu-west-1', 'us-west-2'), 'function.env.region is "us-west-2"'],
  ['account', FUNCTION_ARN.replace('111122223333', '444455556666'), 'function.env.account is "444455556666"'],
])('an imported function in another %s', (_what, arn, value) => {
  const stack = testStack();
  const handler = LambdaFunction.fromFunctionArn(stack, 'Imported', arn);
  const declareRule = () =>
    new RunLambdaRules(stack, 'Rules', {
      organization: organizationIn(stack),
      function: handler,
      inbound: { synchronous: false },
    });
  const message = errorOf(declareRule);
  expect(message).toContain('[cdk-workmail-flow:functionElsewhere] at Mail/Rules/InboundRule: ');
  expect(message).toContain(value);
});

test('a function of a stack in another Region', () => {
  const app = new App();
  const elsewhere = new Stack(app, 'Elsewhere', { env: { ...ENV, region: 'us-east-1' } });
  const stack = testStack(undefined, app);
  const handler = functionIn(elsewhere, 'Screening', { functionName: 'screening' });
  const message = errorOf(
    () =>
      new InboundMailFlowRule(stack, 'Rule', {
        organization: organizationIn(stack),
        action: InboundAction.runLambda(handler),
      }),
  );
  expect(message).toContain('[cdk-workmail-flow:functionElsewhere] at Mail/Rule: function.env.region is "us-east-1"');
});

test('what is not known at synth passes', () => {
  expect(() => declare(testStack({}), ARN)).not.toThrow();
  const stack = testStack({ env: { region: 'eu-west-1' } });
  expect(() => declare(stack, ARN)).not.toThrow();
});
