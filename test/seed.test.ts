/** What the guide's page on Run Lambda says about rules themselves; what it says about messages is tested in simulator/. */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { InboundAction, InboundMailFlowRule, Organization } from '../lib';
import { type InboundAction as InboundActionDocument, validateRule, WORKMAIL_REGIONS } from '../lib/rules';

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:screening';
const ORGANIZATION_ID = 'm-0123456789abcdef0123456789abcdef';

function runLambda(settings: object, recipients = ['*']) {
  const rule = {
    Name: 'screening',
    Condition: { OriginRuleCondition: { Patterns: ['*'] }, DestinationRuleCondition: { Patterns: recipients } },
    Action: { InboundLambdaAction: { Arn: ARN, ...settings } } as InboundActionDocument,
  };
  return validateRule({ direction: 'INBOUND', rule }).map(({ code }) => code);
}

const synchronous = (settings: object = {}) => ({
  SynchronousLambdaParameters: { RetryPeriodMinutes: 30, FallbackAction: { NormalDeliveryAction: {} }, ...settings },
});

test('The Fallback action cannot be another Lambda action.', () => {
  expect(runLambda(synchronous({ FallbackAction: { InboundLambdaAction: { Arn: ARN } } }))).toEqual(['fallbackLambda']);
});

test('Synchronous Run Lambda rules support the * destination condition only.', () => {
  expect(runLambda(synchronous(), ['sales@corp.example'])).toEqual(['synchronousDestination']);
  expect(runLambda(synchronous())).toEqual([]);
  expect(runLambda({}, ['sales@corp.example'])).toEqual([]);
});

test('The maximum value for Rule timeout is 240 minutes, the minimum value 0.', () => {
  expect([0, 240].map((RetryPeriodMinutes) => runLambda(synchronous({ RetryPeriodMinutes })))).toEqual([[], []]);
  expect(runLambda(synchronous({ RetryPeriodMinutes: 241 }))).toEqual(['ruleTimeout']);
});

function stackIn(region: string) {
  const stack = new Stack(new App(), 'Mail', { env: { region, account: '123456789012' } });
  const organization = Organization.fromOrganizationId(stack, 'Organization', ORGANIZATION_ID);
  const declare = (functionArn: string) => {
    const handler = LambdaFunction.fromFunctionArn(stack, 'Function', functionArn);
    const options = { fallbackAction: InboundAction.deliver(), ruleTimeout: Duration.minutes(30) };
    const action = InboundAction.runLambdaSynchronously(handler, options);
    return new InboundMailFlowRule(stack, 'Rule', { organization, action });
  };
  return { stack, declare };
}

test.each([
  ['Region', ARN.replace('eu-west-1', 'us-east-1')],
  ['account', ARN.replace('123456789012', '210987654321')],
])('Lambda email flow rules reference only functions in the same %s as the organization.', (_what, functionArn) => {
  expect(() => stackIn('eu-west-1').declare(functionArn)).toThrow('functionElsewhere');
});

test('Available Amazon WorkMail Regions include us-east-1, us-west-2, and eu-west-1.', () => {
  expect([...WORKMAIL_REGIONS].sort()).toEqual(['eu-west-1', 'us-east-1', 'us-west-2']);
  expect(() => stackIn('eu-central-1').declare(ARN.replace('eu-west-1', 'eu-central-1'))).toThrow(
    'regionWithoutWorkMail',
  );
});

test('The permission has the action lambda:InvokeFunction and the principal workmail.REGION.amazonaws.com.', () => {
  const { stack, declare } = stackIn('eu-west-1');
  declare(ARN);
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: ARN,
    Principal: 'workmail.eu-west-1.amazonaws.com',
  });
});
