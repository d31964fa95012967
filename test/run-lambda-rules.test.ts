import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { InboundAction, OutboundAction, RunLambdaRules, SmtpGateway } from '../lib';
import { functionIn, INBOUND_TYPE, OUTBOUND_TYPE, organizationIn, rulesOf, testStack } from './constructs';

test('an asynchronous rule in each direction, for everybody', () => {
  const stack = testStack();
  const handler = functionIn(stack);
  const rules = new RunLambdaRules(stack, 'Audit', {
    organization: organizationIn(stack),
    function: handler,
    inbound: { synchronous: false },
    outbound: { synchronous: false },
  });
  const Arn = stack.resolve(handler.functionArn);
  expect(rulesOf(stack)[rules.inboundRule!.ruleName]).toMatchObject({
    Type: INBOUND_TYPE,
    Properties: { Rule: { Action: { InboundLambdaAction: { Arn } } } },
  });
  expect(rulesOf(stack)[rules.outboundRule!.ruleName]).toMatchObject({
    Type: OUTBOUND_TYPE,
    Properties: { Rule: { Action: { OutboundLambdaAction: { Arn } } } },
  });
  Template.fromStack(stack).resourceCountIs('AWS::Lambda::Permission', 1);
});

test('synchronous rules with fallback and timeout, each of its direction', () => {
  const stack = testStack();
  const gateway = SmtpGateway.fromSmtpGatewayName(stack, 'Gateway', 'hub');
  new RunLambdaRules(stack, 'Screen', {
    organization: organizationIn(stack),
    function: functionIn(stack),
    inbound: {
      synchronous: true,
      ruleName: 'in',
      fallbackAction: InboundAction.deliver(),
      ruleTimeout: Duration.minutes(30),
      senders: ['*.example'],
    },
    outbound: {
      synchronous: true,
      ruleName: 'out',
      fallbackAction: OutboundAction.routeToSmtpGateway(gateway),
      ruleTimeout: Duration.minutes(0),
    },
  });
  const { in: inbound, out: outbound } = rulesOf(stack);
  expect(inbound?.Properties.Rule).toMatchObject({
    Condition: { OriginRuleCondition: { Patterns: ['*.example'] }, DestinationRuleCondition: { Patterns: ['*'] } },
    Action: {
      InboundLambdaAction: {
        SynchronousLambdaParameters: { RetryPeriodMinutes: 30, FallbackAction: { NormalDeliveryAction: {} } },
      },
    },
  });
  expect(outbound?.Properties.Rule.Action.OutboundLambdaAction.SynchronousLambdaParameters).toEqual({
    RetryPeriodMinutes: 0,
    FallbackAction: { SmtpRoutingAction: { SmtpGatewayName: 'hub' } },
  });
});

test('only the direction that is asked for', () => {
  const stack = testStack();
  const { inboundRule, outboundRule } = new RunLambdaRules(stack, 'Audit', {
    organization: organizationIn(stack),
    function: LambdaFunction.fromFunctionArn(
      stack,
      'Imported',
      'arn:aws:lambda:eu-west-1:111122223333:function:screening',
    ),
    outbound: { synchronous: false },
  });
  expect(inboundRule).toBeUndefined();
  expect(outboundRule).toBeDefined();
  Template.fromStack(stack).resourceCountIs(INBOUND_TYPE, 0);
});

test('what is said of the rule reaches the rule', () => {
  const stack = testStack();
  new RunLambdaRules(stack, 'Audit', {
    organization: organizationIn(stack),
    function: functionIn(stack),
    inbound: {
      synchronous: false,
      ruleName: 'audit',
      senders: ['a.example'],
      recipients: ['b@corp.example'],
      adoptExisting: true,
    },
  });
  expect(rulesOf(stack).audit).toMatchObject({
    DeletionPolicy: 'Retain',
    Properties: {
      AdoptExisting: true,
      Rule: {
        Condition: {
          OriginRuleCondition: { Patterns: ['a.example'] },
          DestinationRuleCondition: { Patterns: ['b@corp.example'] },
        },
      },
    },
  });
});

test('rules can stand in another stack than the function', () => {
  const functions = testStack(undefined, undefined, 'Functions');
  const handler = functionIn(functions);
  const rules = new Stack(functions.node.root as never, 'Rules', {
    env: { region: 'eu-west-1', account: '111122223333' },
  });
  new RunLambdaRules(rules, 'Audit', {
    organization: organizationIn(rules),
    function: handler,
    inbound: { synchronous: false, ruleName: 'audit' },
  });
  expect(rulesOf(rules).audit?.Properties.Rule.Action.InboundLambdaAction.Arn).toEqual({
    'Fn::ImportValue': expect.stringContaining('Functions'),
  });
  Template.fromStack(rules).resourceCountIs('AWS::Lambda::Permission', 1);
  Template.fromStack(functions).resourceCountIs('AWS::Lambda::Permission', 0);
});
