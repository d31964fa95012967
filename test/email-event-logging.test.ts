import { MissingRemovalPolicies, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { EmailEventLogging, type EmailEventLoggingProps, Organization } from '../lib';
import { ENV, errorOf, madeBefore, ORGANIZATION_ID, organizationIn, resourcesOf, testStack } from './constructs';

const TYPE = 'Custom::WorkMailEmailEventLogging';

function logging(
  propsIn: (stack: Stack) => Partial<EmailEventLoggingProps> = () => ({}),
  then?: (stack: Stack) => void,
) {
  const stack = testStack();
  const construct = new EmailEventLogging(stack, 'Events', {
    organization: organizationIn(stack),
    ...propsIn(stack),
  });
  then?.(stack);
  return { stack, construct, resource: resourcesOf(stack, TYPE)[0]! };
}

test('a log group and a role of its own', () => {
  const { stack, construct, resource } = logging();
  expect(resource.Properties).toEqual({
    ServiceToken: expect.anything(),
    ServiceTimeout: 240,
    OrganizationId: ORGANIZATION_ID,
    LogGroupArn: stack.resolve(construct.logGroup.logGroupArn),
    RoleArn: stack.resolve(construct.role.roleArn),
  });
  const [group] = resourcesOf(stack, 'AWS::Logs::LogGroup').filter(({ logicalId }) => logicalId.startsWith('Events'));
  expect(group).toMatchObject({ Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Retain' });
  const [role] = resourcesOf(stack, 'AWS::IAM::Role').filter(({ logicalId }) => logicalId.startsWith('Events'));
  expect(role?.Properties.AssumeRolePolicyDocument.Statement).toEqual([
    { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'events.workmail.amazonaws.com' } },
  ]);
  expect(role?.Properties.Policies[0].PolicyDocument.Statement).toEqual([
    {
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: { 'Fn::GetAtt': [group?.logicalId, 'Arn'] },
    },
  ]);
});

test('the right is a policy of its own, on this organization and this role, there before and after', () => {
  const { stack, construct, resource } = logging();
  const [right, ...others] = resourcesOf(stack, 'AWS::IAM::Policy');
  expect(others).toEqual([]);
  expect(right?.Properties.PolicyDocument.Statement).toEqual([
    {
      Effect: 'Allow',
      Action: ['Delete', 'Describe', 'Put'].map((verb) => `workmail:${verb}EmailMonitoringConfiguration`),
      Resource: stack.resolve(organizationArn(stack)),
    },
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: stack.resolve(construct.role.roleArn),
      Condition: { StringEquals: { 'iam:PassedToService': 'events.workmail.amazonaws.com' } },
    },
  ]);
  expect(madeBefore(stack).get(resource.logicalId)).toContain(right?.logicalId);
});

function organizationArn(stack: Stack): string {
  return (stack.node.findChild('Organization01') as Organization).organizationArn;
}

test('a given log group and role are left as they are', () => {
  const { stack, resource } = logging((scope) => ({
    logGroup: LogGroup.fromLogGroupName(scope, 'Group', '/aws/workmail/emailevents/corp'),
    role: Role.fromRoleArn(
      scope,
      'Role',
      'arn:aws:iam::111122223333:role/aws-service-role/events.workmail.amazonaws.com/AWSServiceRoleForAmazonWorkMailEvents',
    ),
    adoptExisting: true,
  }));
  expect(resource).toMatchObject({
    DeletionPolicy: 'Retain',
    Properties: {
      AdoptExisting: true,
      RoleArn: expect.stringContaining('AWSServiceRoleForAmazonWorkMailEvents'),
      LogGroupArn: {
        'Fn::Join': [
          '',
          [
            'arn:',
            { Ref: 'AWS::Partition' },
            ':logs:eu-west-1:111122223333:log-group:/aws/workmail/emailevents/corp:*',
          ],
        ],
      },
    },
  });
  const made = resourcesOf(stack).filter(({ logicalId }) => !logicalId.startsWith('WorkMailFlowProvider'));
  expect(made).toEqual([resource]);
});

test('a role of the app is there with the policies that it was given later', () => {
  const stack = testStack();
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('events.workmail.amazonaws.com') });
  const logGroup = new LogGroup(stack, 'Group');
  new EmailEventLogging(stack, 'Events', { organization: organizationIn(stack), role, logGroup });
  logGroup.grantWrite(role);
  const before = madeBefore(stack).get(resourcesOf(stack, TYPE)[0]!.logicalId)!;
  expect([...before].some((id) => id.startsWith('RoleDefaultPolicy'))).toBe(true);
});

test.each([
  [{}, undefined, undefined],
  [{ removalPolicy: RemovalPolicy.DESTROY }, 'Delete', 'Delete'],
  [{ removalPolicy: RemovalPolicy.RETAIN }, 'Retain', 'Retain'],
  [{ adoptExisting: true }, 'Retain', 'Retain'],
  [{ adoptExisting: true, removalPolicy: RemovalPolicy.DESTROY }, 'Delete', 'Delete'],
])('%j: what becomes of the configuration and of its role', (props, configuration, role) => {
  const { stack, resource } = logging(() => props);
  expect(resource.DeletionPolicy).toBe(configuration);
  const [own] = resourcesOf(stack, 'AWS::IAM::Role').filter(({ logicalId }) => logicalId.startsWith('Events'));
  expect(own?.DeletionPolicy).toBe(role);
});

test('what the app says of all resources holds for it', () => {
  const { resource } = logging(undefined, (stack) => MissingRemovalPolicies.of(stack).retain());
  expect(resource.DeletionPolicy).toBe('Retain');
});

test('one for an organization, over the app', () => {
  const stack = testStack();
  const organization = organizationIn(stack);
  new EmailEventLogging(stack, 'Events', { organization });
  const other = new Stack(stack.node.root as never, 'Other', { env: ENV });
  const again = Organization.fromOrganizationId(other, 'Organization', ORGANIZATION_ID);
  expect(errorOf(() => new EmailEventLogging(other, 'Events', { organization: again }))).toContain(
    '[cdk-workmail-flow:eventLoggingTwice] at Other/Events: organization is "Other/Organization": an organization has one email event log, and Mail/Events switches it on.',
  );
});

test('another retention', () => {
  const { stack } = logging(() => ({ retention: RetentionDays.ONE_WEEK }));
  expect(resourcesOf(stack, 'AWS::Logs::LogGroup').map(({ Properties }) => Properties.RetentionInDays)).toContain(7);
});
