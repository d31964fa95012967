import { Aws, CfnParameter, Duration, Fn, Lazy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { InboundAction, InboundMailFlowRule, OutboundAction, OutboundMailFlowRule, SmtpGateway } from '../lib';
import { errorOf, functionIn, INBOUND_TYPE, OUTBOUND_TYPE, organizationIn, testStack } from './constructs';

test('patterns: one by one, as a list, or in a part', () => {
  const stack = testStack();
  const organization = organizationIn(stack);
  const action = InboundAction.deliver();
  const list = new CfnParameter(stack, 'Partners', { type: 'CommaDelimitedList' }).valueAsList;
  new InboundMailFlowRule(stack, 'List', { organization, action, senders: list, ruleName: 'list' });
  new InboundMailFlowRule(stack, 'Split', {
    organization,
    action,
    ruleName: 'split',
    senders: Fn.split(',', Fn.importValue('senders')),
  });
  new InboundMailFlowRule(stack, 'Mixed', {
    organization,
    action,
    ruleName: 'mixed',
    senders: ['a.example', Fn.importValue('sender'), `*.${Aws.URL_SUFFIX}`],
    recipients: Lazy.list({ produce: () => ['late@corp.example'] }),
  });
  const patterns = Object.fromEntries(
    Object.values(Template.fromStack(stack).findResources(INBOUND_TYPE)).map(({ Properties: { Rule } }) => [
      Rule.Name,
      [Rule.Condition.OriginRuleCondition.Patterns, Rule.Condition.DestinationRuleCondition.Patterns],
    ]),
  );
  expect(patterns).toEqual({
    list: [{ Ref: 'Partners' }, ['*']],
    split: [{ 'Fn::Split': [',', { 'Fn::ImportValue': 'senders' }] }, ['*']],
    mixed: [
      ['a.example', { 'Fn::ImportValue': 'sender' }, { 'Fn::Join': ['', ['*.', { Ref: 'AWS::URLSuffix' }]] }],
      ['late@corp.example'],
    ],
  });
});

test('what stands beside a token is still checked', () => {
  const stack = testStack();
  const declare = () =>
    new InboundMailFlowRule(stack, 'Rule', {
      organization: organizationIn(stack),
      senders: [Fn.importValue('sender'), 'a+b.example'],
      action: InboundAction.deliver(),
    });
  expect(errorOf(declare)).toContain('[cdk-workmail-flow:patternPlus] at Mail/Rule: senders[1] is "a+b.example"');
});

test('names, timeouts, gateways and functions', () => {
  const stack = testStack();
  const organization = organizationIn(stack);
  const parameter = (id: string, type = 'String') => new CfnParameter(stack, id, { type });
  const rule = new InboundMailFlowRule(stack, 'In', {
    organization,
    ruleName: parameter('Name').valueAsString,
    action: InboundAction.runLambdaSynchronously(
      LambdaFunction.fromFunctionArn(stack, 'Function', parameter('FunctionArn').valueAsString),
      {
        fallbackAction: InboundAction.deliver(),
        ruleTimeout: Duration.minutes(parameter('Minutes', 'Number').valueAsNumber),
      },
    ),
  });
  const gateway = SmtpGateway.fromSmtpGatewayName(stack, 'Gateway', parameter('GatewayName').valueAsString);
  new OutboundMailFlowRule(stack, 'Out', { organization, action: OutboundAction.routeToSmtpGateway(gateway) });
  expect(stack.resolve(rule.ruleName)).toEqual({ Ref: 'Name' });
  const template = Template.fromStack(stack);
  template.hasResourceProperties(INBOUND_TYPE, {
    Rule: {
      Name: { Ref: 'Name' },
      Action: {
        InboundLambdaAction: {
          Arn: { Ref: 'FunctionArn' },
          SynchronousLambdaParameters: { RetryPeriodMinutes: { Ref: 'Minutes' } },
        },
      },
    },
  });
  template.hasResourceProperties(OUTBOUND_TYPE, {
    Rule: { Action: { SmtpRoutingAction: { SmtpGatewayName: { Ref: 'GatewayName' } } } },
  });
});

test('a timeout that is a token must be in minutes: it cannot be converted', () => {
  const stack = testStack();
  const seconds = new CfnParameter(stack, 'Seconds', { type: 'Number' }).valueAsNumber;
  const fallbackAction = InboundAction.deliver();
  const action = InboundAction.runLambdaSynchronously(functionIn(stack), {
    fallbackAction,
    ruleTimeout: Duration.seconds(seconds),
  });
  const declare = () => new InboundMailFlowRule(stack, 'Rule', { organization: organizationIn(stack), action });
  expect(errorOf(declare)).toContain(
    '[cdk-workmail-flow:ruleTimeout] at Mail/Rule: ruleTimeout is "a token in seconds"',
  );
});
