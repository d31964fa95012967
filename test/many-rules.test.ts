import type { Stack } from 'aws-cdk-lib';
import { Duration } from 'aws-cdk-lib';
import { InboundAction, InboundMailFlowRule, type IOrganization, RunLambdaRules } from '../lib';
import { functionIn, INBOUND_TYPE, madeBefore, organizationIn, resourcesOf, rulesOf, testStack } from './constructs';

function screenDomains(stack: Stack, organization: IOrganization, count: number): void {
  const handler = functionIn(stack);
  for (let index = 0; index < count; index++) {
    new RunLambdaRules(stack, `Rules${index}`, {
      organization,
      function: handler,
      inbound: {
        synchronous: true,
        fallbackAction: InboundAction.deliver(),
        ruleTimeout: Duration.minutes(5),
        ruleName: `${index}`,
        senders: [`d${index}.example`],
      },
    });
  }
}

/** The permission and the right of the provider. */
function needsIn(stack: Stack): string[] {
  return [...resourcesOf(stack, 'AWS::Lambda::Permission'), ...resourcesOf(stack, 'AWS::IAM::Policy')].map(
    ({ logicalId }) => logicalId,
  );
}

test('400 rules on one function: 400 resources, one permission, one right, one provider', () => {
  const stack = testStack();
  screenDomains(stack, organizationIn(stack), 400);
  expect(resourcesOf(stack, INBOUND_TYPE)).toHaveLength(400);
  expect(needsIn(stack)).toHaveLength(2);
  expect(resourcesOf(stack, 'AWS::Lambda::Function')).toHaveLength(2);
  const before = madeBefore(stack);
  for (const { logicalId, DependsOn = [] } of resourcesOf(stack, INBOUND_TYPE)) {
    expect([...before.get(logicalId)!]).toEqual(expect.arrayContaining(needsIn(stack)));
    expect(DependsOn.length).toBeLessThanOrEqual(11);
  }
});

test('a rule of a small stack waits for permission and right itself', () => {
  const stack = testStack();
  const organization = organizationIn(stack);
  screenDomains(stack, organization, 9);
  const function_ = functionIn(stack, 'Other');
  const inbound = { synchronous: false, ruleName: 'all' };
  new RunLambdaRules(stack, 'All', { organization, function: function_, inbound });
  const [permission, otherPermission, right] = needsIn(stack);
  expect(rulesOf(stack)['8']?.DependsOn).toEqual(expect.arrayContaining([permission, right]));
  expect(rulesOf(stack).all?.DependsOn).toEqual(expect.arrayContaining([otherPermission, right]));
});

test('a rule of a large stack waits itself for what the rules before it do not need', () => {
  const stack = testStack();
  const organization = organizationIn(stack);
  screenDomains(stack, organization, 40);
  const inbound = { synchronous: false, ruleName: 'all' };
  new RunLambdaRules(stack, 'All', { organization, function: functionIn(stack, 'Other'), inbound });
  const [permission, otherPermission] = needsIn(stack);
  expect(rulesOf(stack).all?.DependsOn).toContain(otherPermission);
  expect(rulesOf(stack).all?.DependsOn).not.toContain(permission);
});

test('400 exceptions of each other: no rule waits for more than a few', () => {
  const stack = testStack();
  const organization = organizationIn(stack);
  for (let index = 0; index < 400; index++) {
    new InboundMailFlowRule(stack, `Rule${index}`, {
      organization,
      senders: [`*.${'a.'.repeat(index % 100)}example`],
      recipients: [`r${Math.floor(index / 100)}.example`],
      action: InboundAction.deliver(),
    });
  }
  const counts = resourcesOf(stack, INBOUND_TYPE).map(({ DependsOn = [] }) => DependsOn.length);
  expect(Math.max(...counts)).toBeLessThanOrEqual(11);
  expect(() => madeBefore(stack)).not.toThrow();
});

test('the function goes by the logical id that it has in the end', () => {
  const stack = testStack();
  const handler = functionIn(stack);
  const organization = organizationIn(stack);
  new RunLambdaRules(stack, 'Rules', {
    organization,
    function: handler,
    inbound: { synchronous: false, ruleName: 'a' },
  });
  (handler.node.defaultChild as unknown as { overrideLogicalId(id: string): void }).overrideLogicalId('Renamed');
  expect(rulesOf(stack).a?.Properties.Rule.Action.InboundLambdaAction.Arn).toEqual({
    'Fn::GetAtt': ['Renamed', 'Arn'],
  });
});
