import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { InboundAction, InboundMailFlowRule, OutboundAction, OutboundMailFlowRule } from '../../lib';
import {
  madeBefore,
  ORGANIZATION_ID,
  OTHER_ORGANIZATION_ID,
  organizationIn,
  resourcesOf,
  rulesOf,
  testStack,
} from '../constructs';

function stackWithRules(): Stack {
  const stack = testStack();
  const one = organizationIn(stack);
  const two = organizationIn(stack, OTHER_ORGANIZATION_ID);
  new InboundMailFlowRule(stack, 'A', { organization: one, ruleName: 'a', action: InboundAction.deliver() });
  new InboundMailFlowRule(stack, 'B', { organization: one, ruleName: 'b', action: InboundAction.deliverToJunk() });
  new OutboundMailFlowRule(stack, 'C', { organization: one, ruleName: 'c', action: OutboundAction.send() });
  new InboundMailFlowRule(stack, 'D', { organization: two, ruleName: 'd', action: InboundAction.deliver() });
  return stack;
}

test('all rules of a stack share one function', () => {
  const stack = stackWithRules();
  const [provider, ...others] = resourcesOf(stack, 'AWS::Lambda::Function');
  expect(others).toEqual([]);
  const tokens = Object.values(rulesOf(stack)).map(({ Properties }) => Properties.ServiceToken);
  expect(tokens).toEqual(Array(4).fill({ 'Fn::GetAtt': [provider?.logicalId, 'Arn'] }));
});

test('CloudFormation waits a minute longer than the function can run', () => {
  const stack = stackWithRules();
  const [provider] = resourcesOf(stack, 'AWS::Lambda::Function');
  for (const { Properties } of Object.values(rulesOf(stack))) {
    expect(Properties.ServiceTimeout).toBe(provider!.Properties.Timeout + 60);
  }
});

test('the right to each organization and direction is a policy of its own, with these operations only', () => {
  const policies = resourcesOf(stackWithRules(), 'AWS::IAM::Policy').map(({ Properties }) => Properties);
  const operations = (direction: string) =>
    ['Create', 'Delete', 'Describe', 'Update']
      .map((verb) => `workmail:${verb}${direction}MailFlowRule`)
      .concat(`workmail:List${direction}MailFlowRules`);
  const on = (organizationId: string) => ({
    'Fn::Join': [
      '',
      ['arn:', { Ref: 'AWS::Partition' }, `:workmail:eu-west-1:111122223333:organization/${organizationId}`],
    ],
  });
  expect(policies.map(({ PolicyDocument }) => PolicyDocument.Statement)).toEqual([
    [{ Effect: 'Allow', Action: operations('Inbound'), Resource: on(ORGANIZATION_ID) }],
    [{ Effect: 'Allow', Action: operations('Outbound'), Resource: on(ORGANIZATION_ID) }],
    [{ Effect: 'Allow', Action: operations('Inbound'), Resource: on(OTHER_ORGANIZATION_ID) }],
  ]);
});

test('a rule comes after its right and goes before it', () => {
  const stack = stackWithRules();
  const policies = resourcesOf(stack, 'AWS::IAM::Policy');
  const right = (direction: string, organizationId: string) =>
    policies.find(({ Properties }) => {
      const text = JSON.stringify(Properties);
      return text.includes(`Create${direction}`) && text.includes(organizationId);
    })?.logicalId;
  const before = madeBefore(stack);
  const { a, c, d } = rulesOf(stack);
  expect(before.get(a!.logicalId)).toContain(right('Inbound', ORGANIZATION_ID));
  expect(before.get(c!.logicalId)).toContain(right('Outbound', ORGANIZATION_ID));
  expect(before.get(d!.logicalId)).toContain(right('Inbound', OTHER_ORGANIZATION_ID));
});

test('what the function itself may do: write and read its log, look at its own stack', () => {
  const [role] = resourcesOf(stackWithRules(), 'AWS::IAM::Role');
  expect(role?.Properties.ManagedPolicyArns).toBeUndefined();
  expect(role?.Properties.Policies).toEqual([
    {
      PolicyName: 'Basics',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:FilterLogEvents', 'logs:PutLogEvents'],
            Resource: { 'Fn::GetAtt': [expect.stringMatching(/^WorkMailFlowProviderLog/), 'Arn'] },
          },
          {
            Effect: 'Allow',
            Action: ['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'],
            Resource: { Ref: 'AWS::StackId' },
          },
        ],
      },
    },
  ]);
});

test('the log, in which overwritten rules are written down, outlives the stack', () => {
  Template.fromStack(stackWithRules()).hasResource('AWS::Logs::LogGroup', {
    DeletionPolicy: 'Retain',
    Properties: { RetentionInDays: 365 },
  });
});

test('two stacks and a nested stack have a provider each', () => {
  const app = new App();
  const parent = new Stack(app, 'Parent');
  const stacks = [parent, new Stack(app, 'Other'), new NestedStack(parent, 'Nested')];
  for (const [index, stack] of stacks.entries()) {
    const organization = organizationIn(stack);
    new InboundMailFlowRule(stack, 'Rule', { organization, ruleName: `${index}`, action: InboundAction.deliver() });
  }
  for (const stack of stacks) Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 1);
});
