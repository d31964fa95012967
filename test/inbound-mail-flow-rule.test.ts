import { Template } from 'aws-cdk-lib/assertions';
import { InboundAction, InboundMailFlowRule } from '../lib';
import { functionIn, INBOUND_TYPE, ORGANIZATION_ID, organizationIn, resourcesOf, testStack } from './constructs';

test('a rule is one resource, and its properties are the document of the operation', () => {
  const stack = testStack();
  const rule = new InboundMailFlowRule(stack, 'Partners', {
    organization: organizationIn(stack),
    ruleName: 'partners',
    senders: ['partner.example', '*.partner.example'],
    recipients: ['sales@corp.example'],
    action: InboundAction.neverDeliverToJunk(),
  });
  expect(rule.ruleName).toBe('partners');
  const [resource, ...others] = resourcesOf(stack, INBOUND_TYPE);
  expect(others).toEqual([]);
  expect(resource?.Properties).toEqual({
    ServiceToken: expect.anything(),
    ServiceTimeout: 240,
    OrganizationId: ORGANIZATION_ID,
    Rule: {
      Name: 'partners',
      Condition: {
        OriginRuleCondition: { Patterns: ['partner.example', '*.partner.example'] },
        DestinationRuleCondition: { Patterns: ['sales@corp.example'] },
      },
      Action: { BypassSpamCheckAction: {} },
    },
  });
  expect(resource).not.toHaveProperty('DeletionPolicy');
});

test('without patterns it is for everybody', () => {
  const stack = testStack();
  new InboundMailFlowRule(stack, 'Junk', {
    organization: organizationIn(stack),
    action: InboundAction.deliverToJunk(),
  });
  Template.fromStack(stack).hasResourceProperties(INBOUND_TYPE, {
    Rule: {
      Condition: { OriginRuleCondition: { Patterns: ['*'] }, DestinationRuleCondition: { Patterns: ['*'] } },
    },
  });
});

test('a rule that runs no function has no permission', () => {
  const stack = testStack();
  new InboundMailFlowRule(stack, 'Junk', {
    organization: organizationIn(stack),
    action: InboundAction.deliverToJunk(),
  });
  Template.fromStack(stack).resourceCountIs('AWS::Lambda::Permission', 0);
});

test('adoption is asked for, and only if it is asked for', () => {
  const stack = testStack();
  const organization = organizationIn(stack);
  const action = InboundAction.runLambda(functionIn(stack));
  new InboundMailFlowRule(stack, 'Old', { organization, ruleName: 'old', action, adoptExisting: true });
  new InboundMailFlowRule(stack, 'New', { organization, ruleName: 'new', action, adoptExisting: false });
  const adoption = resourcesOf(stack, INBOUND_TYPE).map(({ Properties }) => [
    Properties.Rule.Name,
    Properties.AdoptExisting,
  ]);
  expect(adoption).toEqual([
    ['old', true],
    ['new', undefined],
  ]);
});

test('what happens to the list of an author later does not reach the template', () => {
  const stack = testStack();
  const senders = ['a.example'];
  new InboundMailFlowRule(stack, 'Rule', {
    organization: organizationIn(stack),
    senders,
    action: InboundAction.deliverToJunk(),
  });
  senders.push('b+c.example');
  Template.fromStack(stack).hasResourceProperties(INBOUND_TYPE, {
    Rule: { Condition: { OriginRuleCondition: { Patterns: ['a.example'] } } },
  });
});

test('a subclass may take properties of its own', () => {
  class AuditRule extends InboundMailFlowRule {}
  const stack = testStack();
  const props = { organization: organizationIn(stack), action: InboundAction.deliver(), owner: 'security' };
  expect(() => new AuditRule(stack, 'Audit', props)).not.toThrow();
  expect(() => new InboundMailFlowRule(stack, 'Plain', props)).toThrow('[cdk-workmail-flow:propertyUnknown]');
});
