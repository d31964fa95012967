import type { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { MailFlowDirection, Organization } from '../lib';
import { ORGANIZATION_ID, organizationIn, testStack } from './constructs';
import { contentPolicies, GET, messages, PUT, statementsOf } from './content-rights';

describe('workers that are no rule’s function', () => {
  const workerIn = (stack: Stack) =>
    new Role(stack, 'Worker', { assumedBy: new ServicePrincipal('states.amazonaws.com') });

  test('may read the messages of both directions', () => {
    const stack = testStack();
    const grant = organizationIn(stack).grantReadMessageContent(workerIn(stack));
    expect(grant.success).toBe(true);
    expect(contentPolicies(stack).map(statementsOf)).toEqual([
      [{ Effect: 'Allow', Action: GET, Resource: [messages('incoming'), messages('outgoing')] }],
    ]);
  });

  test('or of one, and give them back', () => {
    const stack = testStack();
    const directions = [MailFlowDirection.OUTBOUND];
    organizationIn(stack).grantReadWriteMessageContent(workerIn(stack), { directions });
    expect(contentPolicies(stack).map(statementsOf)).toEqual([
      [{ Effect: 'Allow', Action: [GET, PUT], Resource: messages('outgoing') }],
    ]);
  });

  test('in the organization’s own account and Region', () => {
    const stack = testStack({});
    const arn = `arn:aws:workmail:us-west-2:444455556666:organization/${ORGANIZATION_ID}`;
    Organization.fromOrganizationArn(stack, 'Organization', arn).grantReadMessageContent(workerIn(stack));
    expect(JSON.stringify(contentPolicies(stack))).toContain(
      `:workmailmessageflow:us-west-2:444455556666:message/${ORGANIZATION_ID}/incoming/*`,
    );
  });
});
