import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { InboundAction, MailFlowFunction, type MailFlowFunctionProps, OutboundAction } from '../lib';
import { CODE, logicalId, madeBefore, organizationIn, rulesOf, testStack } from './constructs';

const SYNCHRONOUS = {
  synchronous: true,
  fallbackAction: InboundAction.deliver(),
  ruleTimeout: Duration.minutes(30),
};

function screening(props: Partial<MailFlowFunctionProps>) {
  const stack = testStack();
  const handler = new MailFlowFunction(stack, 'Screening', { ...CODE, organization: organizationIn(stack), ...props });
  return { stack, handler };
}

test('a function, its rules and the permission', () => {
  const { stack, handler } = screening({ inbound: SYNCHRONOUS, outbound: { synchronous: false } });
  expect(handler).toBeInstanceOf(LambdaFunction);
  expect(Object.keys(rulesOf(stack)).sort()).toEqual(
    [handler.inboundRule!.ruleName, handler.outboundRule!.ruleName].sort(),
  );
  const Arn = { 'Fn::GetAtt': [logicalId(stack, handler), 'Arn'] };
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Permission', { FunctionName: Arn });
  Template.fromStack(stack).resourceCountIs('AWS::Lambda::Permission', 1);
});

test.each<[string, Partial<MailFlowFunctionProps>, number | undefined]>([
  ['behind a synchronous inbound rule', { inbound: SYNCHRONOUS }, 15],
  ['behind a synchronous outbound rule', { outbound: { ...SYNCHRONOUS, fallbackAction: OutboundAction.send() } }, 15],
  ['behind both kinds', { inbound: SYNCHRONOUS, outbound: { synchronous: false } }, 15],
  ['behind asynchronous rules', { inbound: { synchronous: false } }, undefined],
  ['with a time-out of its own', { inbound: SYNCHRONOUS, timeout: Duration.seconds(5) }, 5],
])('the time-out of a function %s', (_what, props, seconds) => {
  const { stack, handler } = screening(props);
  const resource = Template.fromStack(stack).toJSON().Resources[logicalId(stack, handler)];
  expect(resource.Properties.Timeout).toBe(seconds);
});

test('all that a function can be is passed on', () => {
  const { stack } = screening({ inbound: { synchronous: false }, memorySize: 512, environment: { STAGE: 'test' } });
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
    MemorySize: 512,
    Environment: { Variables: { STAGE: 'test' } },
  });
});

test('a right that the function is given after its rules were declared is there before them', () => {
  const { stack, handler } = screening({ inbound: { ...SYNCHRONOUS, ruleName: 'screen' } });
  new Bucket(stack, 'Quarantine').grantWrite(handler);
  const before = madeBefore(stack).get(rulesOf(stack).screen!.logicalId)!;
  const policy = logicalId(stack, handler.role!.node.findChild('DefaultPolicy') as never);
  expect([...before]).toEqual(expect.arrayContaining([policy, logicalId(stack, handler)]));
});
