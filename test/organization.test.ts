import { Aws, CfnParameter, Fn } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { InboundAction, InboundMailFlowRule, Organization } from '../lib';
import { ENV, errorOf, INBOUND_TYPE, madeBefore, ORGANIZATION_ID, resourcesOf, testStack } from './constructs';

const ARN = `arn:aws:workmail:eu-west-1:111122223333:organization/${ORGANIZATION_ID}`;

test('by id: in the account and Region of the stack', () => {
  const stack = testStack();
  const organization = Organization.fromOrganizationId(stack, 'Organization', ORGANIZATION_ID);
  expect(organization.organizationId).toBe(ORGANIZATION_ID);
  expect(organization.env).toEqual(ENV);
  expect(stack.resolve(organization.organizationArn)).toEqual({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ARN.slice('arn:aws'.length)]],
  });
});

test('by ARN: in the account and Region of the ARN', () => {
  const arn = ARN.replace('eu-west-1', 'us-west-2').replace('111122223333', '444455556666');
  const organization = Organization.fromOrganizationArn(testStack(), 'Organization', arn);
  expect(organization.organizationId).toBe(ORGANIZATION_ID);
  expect(organization.env).toEqual({ region: 'us-west-2', account: '444455556666' });
});

test('by an ARN without Region and account: in those of the stack', () => {
  const arn = `arn:aws:workmail:::organization/${ORGANIZATION_ID}`;
  expect(Organization.fromOrganizationArn(testStack(), 'Organization', arn).env).toEqual(ENV);
});

test('by a token: passes, and is taken apart when it deploys', () => {
  const stack = testStack();
  const byId = Organization.fromOrganizationId(stack, 'ById', Fn.importValue('id'));
  const byArn = Organization.fromOrganizationArn(stack, 'ByArn', new CfnParameter(stack, 'Arn').valueAsString);
  new InboundMailFlowRule(stack, 'One', { organization: byId, ruleName: 'one', action: InboundAction.deliver() });
  new InboundMailFlowRule(stack, 'Two', { organization: byArn, ruleName: 'two', action: InboundAction.deliver() });
  const ids = resourcesOf(stack, INBOUND_TYPE).map(({ Properties }) => Properties.OrganizationId);
  expect(ids[0]).toEqual({ 'Fn::ImportValue': 'id' });
  expect(JSON.stringify(ids[1])).toContain('{"Ref":"Arn"}');
});

describe('by alias', () => {
  test('it is looked up by the provider, once, with a right of its own', () => {
    const stack = testStack();
    const organization = Organization.fromOrganizationAlias(stack, 'Organization', 'corp');
    new InboundMailFlowRule(stack, 'One', { organization, action: InboundAction.deliver() });
    new InboundMailFlowRule(stack, 'Two', { organization, action: InboundAction.deliver() });
    const [lookup, ...others] = resourcesOf(stack, 'Custom::WorkMailOrganization');
    expect(others).toEqual([]);
    expect(lookup?.Properties).toEqual({
      ServiceToken: expect.anything(),
      ServiceTimeout: '240',
      Alias: 'corp',
    });
    Template.fromStack(stack).hasResourceProperties(INBOUND_TYPE, {
      OrganizationId: { 'Fn::GetAtt': [lookup?.logicalId, 'OrganizationId'] },
    });
    const right = resourcesOf(stack, 'AWS::IAM::Policy').find(({ Properties }) =>
      JSON.stringify(Properties).includes('workmail:ListOrganizations'),
    );
    expect(right?.Properties.PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: 'workmail:ListOrganizations', Resource: '*' },
    ]);
    expect(madeBefore(stack).get(lookup!.logicalId)).toContain(right?.logicalId);
  });

  test('one alias is one organization, however often it is looked up', () => {
    const stack = testStack();
    for (const id of ['A', 'B']) {
      const organization = Organization.fromOrganizationAlias(stack, id, 'corp');
      new InboundMailFlowRule(stack, `Rule${id}`, { organization, ruleName: 'same', action: InboundAction.deliver() });
    }
    expect(errorOf(() => Template.fromStack(stack))).toContain('[cdk-workmail-flow:ruleNameTwice]');
  });

  test('an alias that is a token passes', () => {
    const stack = testStack();
    const parameter = new CfnParameter(stack, 'OrganizationAlias');
    const organization = Organization.fromOrganizationAlias(stack, 'Organization', parameter.valueAsString);
    new InboundMailFlowRule(stack, 'Rule', { organization, action: InboundAction.deliver() });
    Template.fromStack(stack).hasResourceProperties('Custom::WorkMailOrganization', {
      Alias: { Ref: 'OrganizationAlias' },
    });
  });
});

const REFUSED: [string, string, unknown, string][] = [
  ...['', 'corp', 'm-123', ORGANIZATION_ID.toUpperCase(), ` ${ORGANIZATION_ID}`, ARN, undefined, null, 5].map(
    (value) =>
      ['fromOrganizationId', 'organizationId', value, 'Mail/Organization'] as [string, string, unknown, string],
  ),
  ...['', ORGANIZATION_ID, 'arn:aws:ses:eu-west-1:1:organization/x', `${ARN}x`, undefined, null, 5].map(
    (value) => ['fromOrganizationArn', 'organizationArn', value, 'Mail'] as [string, string, unknown, string],
  ),
  ...['', ' ', 'corp.awsapps.com', '-corp', 'c'.repeat(63), undefined, null, 5].map(
    (value) =>
      ['fromOrganizationAlias', 'organizationAlias', value, 'Mail/Organization'] as [string, string, unknown, string],
  ),
];

test.each(REFUSED)('%s: %s is not %p', (factory, property, value, path) => {
  const make = (Organization as unknown as Record<string, (...args: unknown[]) => void>)[factory]!;
  const message = errorOf(() => make.call(Organization, testStack(), 'Organization', value));
  expect(message).toContain(`[cdk-workmail-flow:${property}] at ${path}: `);
  expect(message).toContain(
    `${property} is ${typeof value === 'string' ? JSON.stringify(value).slice(0, 100) : String(value)}`,
  );
});

test('an ARN with a token for the account passes', () => {
  const arn = `arn:aws:workmail:eu-west-1:${Aws.ACCOUNT_ID}:organization/${ORGANIZATION_ID}`;
  expect(() => Organization.fromOrganizationArn(testStack(), 'Organization', arn)).not.toThrow();
});
