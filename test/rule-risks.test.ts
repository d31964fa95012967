import { Duration, type Stack, Annotations as StackAnnotations } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  InboundAction,
  InboundMailFlowRule,
  type InboundMailFlowRuleProps,
  MailFlowFunction,
  OutboundAction,
  OutboundMailFlowRule,
  RunLambdaRules,
} from '../lib';
import { CODE, functionIn, organizationIn, testStack } from './constructs';

function warningsOf(stack: Stack): [string, string][] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ id, entry }) => [id, /cdk-workmail-flow:(\w+)/.exec(String(entry.data))?.[1] ?? String(entry.data)]);
}

const SYNCHRONOUS = { synchronous: true, fallbackAction: InboundAction.deliver(), ruleTimeout: Duration.minutes(30) };

describe('the time-out of a function behind a synchronous rule', () => {
  test.each([
    ['longer than WorkMail waits', 16, [['/Mail/Screening/InboundRule', 'synchronousFunctionTimeout']]],
    ['as long as WorkMail waits', 15, []],
    ['shorter', 3, []],
  ])('%s', (_what, seconds, expected) => {
    const stack = testStack();
    new MailFlowFunction(stack, 'Screening', {
      ...CODE,
      organization: organizationIn(stack),
      timeout: Duration.seconds(seconds),
      inbound: SYNCHRONOUS,
    });
    expect(warningsOf(stack)).toEqual(expected);
  });

  test('also of what an alias or a version stands for', () => {
    const stack = testStack();
    const organization = organizationIn(stack);
    const handler = functionIn(stack, 'Slow', { timeout: Duration.minutes(1) });
    new RunLambdaRules(stack, 'A', { organization, function: handler.addAlias('live'), inbound: SYNCHRONOUS });
    const inbound = { ...SYNCHRONOUS, senders: ['partner.example'] };
    new RunLambdaRules(stack, 'B', { organization, function: handler.currentVersion, inbound });
    expect(warningsOf(stack)).toHaveLength(2);
  });

  test('not behind an asynchronous rule, and not where it is not known', () => {
    const stack = testStack();
    const organization = organizationIn(stack);
    const slow = functionIn(stack, 'Slow', { timeout: Duration.minutes(1) });
    const imported = LambdaFunction.fromFunctionName(stack, 'Imported', 'screening');
    new RunLambdaRules(stack, 'A', { organization, function: slow, inbound: { synchronous: false } });
    const from = (sender: string) => ({ ...SYNCHRONOUS, senders: [sender] });
    new RunLambdaRules(stack, 'B', { organization, function: imported, inbound: from('b.example') });
    new RunLambdaRules(stack, 'C', { organization, function: functionIn(stack), inbound: from('c.example') });
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('a rule that leaves nobody any mail', () => {
  const declare = (props: Partial<InboundMailFlowRuleProps>) => {
    const stack = testStack();
    const organization = organizationIn(stack);
    new InboundMailFlowRule(stack, 'Rule', { organization, action: InboundAction.drop(), ...props });
    return stack;
  };

  test.each([
    ['drop', InboundAction.drop()],
    ['bounce', InboundAction.bounce()],
  ])('%s', (_what, action) => {
    expect(warningsOf(declare({ action }))).toEqual([['/Mail/Rule', 'losesAllMail']]);
  });

  test('outbound', () => {
    const stack = testStack();
    new OutboundMailFlowRule(stack, 'Rule', { organization: organizationIn(stack), action: OutboundAction.bounce() });
    expect(warningsOf(stack)).toEqual([['/Mail/Rule', 'losesAllMail']]);
  });

  test('not one for some senders or recipients, nor one that delivers', () => {
    expect(warningsOf(declare({ senders: ['a.example'] }))).toEqual([]);
    expect(warningsOf(declare({ recipients: ['trap@corp.example'] }))).toEqual([]);
    expect(warningsOf(declare({ action: InboundAction.deliverToJunk() }))).toEqual([]);
  });

  test('it can be acknowledged', () => {
    const stack = declare({});
    StackAnnotations.of(stack.node.findChild('Rule')).acknowledgeWarning('cdk-workmail-flow:losesAllMail', 'a test');
    expect(warningsOf(stack)).toEqual([]);
  });
});
