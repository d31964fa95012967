import { Template } from 'aws-cdk-lib/assertions';
import { OutboundAction, OutboundMailFlowRule, SmtpGateway } from '../lib';
import { ORGANIZATION_ID, OUTBOUND_TYPE, organizationIn, resourcesOf, testStack } from './constructs';

test('a rule is one resource, and its properties are the document of the operation', () => {
  const stack = testStack();
  const gateway = SmtpGateway.fromSmtpGatewayName(stack, 'Gateway', 'hub');
  const rule = new OutboundMailFlowRule(stack, 'Relay', {
    organization: organizationIn(stack),
    ruleName: 'relay',
    senders: ['corp.example'],
    recipients: ['*.partner.example'],
    action: OutboundAction.routeToSmtpGateway(gateway),
  });
  expect(rule.ruleName).toBe('relay');
  expect(resourcesOf(stack, OUTBOUND_TYPE).map(({ Properties }) => Properties)).toEqual([
    {
      ServiceToken: expect.anything(),
      ServiceTimeout: 240,
      OrganizationId: ORGANIZATION_ID,
      Rule: {
        Name: 'relay',
        Condition: {
          SenderRuleCondition: { Patterns: ['corp.example'] },
          DestinationRuleCondition: { Patterns: ['*.partner.example'] },
        },
        Action: { SmtpRoutingAction: { SmtpGatewayName: 'hub' } },
      },
    },
  ]);
});

test('rules of both directions can have one name', () => {
  const stack = testStack();
  const organization = organizationIn(stack);
  new OutboundMailFlowRule(stack, 'Out', { organization, ruleName: 'audit', action: OutboundAction.send() });
  Template.fromStack(stack).resourceCountIs(OUTBOUND_TYPE, 1);
});
