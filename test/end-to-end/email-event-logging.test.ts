import {
  DeleteEmailMonitoringConfigurationCommand,
  PutEmailMonitoringConfigurationCommand,
} from '@aws-sdk/client-workmail';
import type { Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  EmailEventLogging,
  type EmailEventLoggingProps,
  type IOrganization,
  MailFlowDashboard,
  MailFlowFunction,
} from '../../lib';
import { CODE } from '../constructs';
import { type EndToEndDesk, failureOf, ORGANIZATION_ID, startDesk } from './desk';

const OrganizationId = ORGANIZATION_ID;
const BY_HAND = {
  LogGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/workmail/emailevents/corp:*',
  RoleArn:
    'arn:aws:iam::123456789012:role/aws-service-role/events.workmail.amazonaws.com/AWSServiceRoleForAmazonWorkMailEvents',
};

let desk: EndToEndDesk;
beforeEach(async () => {
  desk = await startDesk({ rightsArriveAfterMilliseconds: 1500 });
});
afterEach(() => desk.stop());

const live = () => desk.account.workmail.organizations[0]?.emailMonitoring;
const byHand = () => desk.person.send(new PutEmailMonitoringConfigurationCommand({ OrganizationId, ...BY_HAND }));

const logging =
  (
    props: (stack: Stack) => Partial<EmailEventLoggingProps> = () => ({}),
    more?: (logging: EmailEventLogging) => void,
  ) =>
  (stack: Stack, organization: IOrganization) => {
    const made = new EmailEventLogging(stack, 'Events', { organization, ...props(stack) });
    more?.(made);
  };

/** As WorkMail's console set it up. */
const handMade = (stack: Stack) => ({
  logGroup: LogGroup.fromLogGroupArn(stack, 'Group', BY_HAND.LogGroupArn),
  role: Role.fromRoleArn(stack, 'Role', BY_HAND.RoleArn),
});

function breakAfter(made: EmailEventLogging): void {
  const broken = new CfnPermission(made, 'Broken', {
    action: 'lambda:InvokeFunction',
    functionName: 'no-such-function',
    principal: 'workmail.us-east-1.amazonaws.com',
  });
  broken.node.addDependency(made.node.findChild('Resource'));
}

test('is switched on, changed and switched off with the stack, with rights that arrive late', async () => {
  expect(await desk.deploy(logging())).toMatchObject({ outcome: 'created' });
  expect(live()).toEqual({
    LogGroupArn: expect.stringMatching(/log-group:Mail-EventsLog\w*-\w+:\*$/),
    RoleArn: expect.stringMatching(/role\/Mail-EventsRole/),
  });
  expect(await desk.deploy(logging())).toMatchObject({ outcome: 'unchanged' });
  const other = (stack: Stack) => ({ logGroup: new LogGroup(stack, 'Other', { logGroupName: '/mail' }) });
  expect(await desk.deploy(logging(other))).toMatchObject({ outcome: 'updated' });
  expect(live()?.LogGroupArn).toMatch(/log-group:\/mail:\*$/);
  expect((await desk.account.destroy('Mail')).succeeded).toBe(true);
  expect(live()).toBeUndefined();
}, 30_000);

test('a creation that is rolled back leaves nothing, an update that is rolled back what was there', async () => {
  expect(await desk.deploy(logging(undefined, breakAfter))).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
  expect(live()).toBeUndefined();
  await desk.account.destroy('Mail');

  await desk.deploy(logging());
  const before = live();
  const other = (stack: Stack) => ({ logGroup: new LogGroup(stack, 'Other') });
  expect(await desk.deploy(logging(other, breakAfter))).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(live()).toEqual(before);
}, 30_000);

test('one that was set by hand stays, until it is adopted as it is; after that it stays as well', async () => {
  await byHand();
  const refused = await desk.deploy(logging());
  expect(refused).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
  expect(failureOf(refused)).toContain('[cdk-workmail-flow:eventLoggingExists]');
  expect(live()).toEqual(BY_HAND);
  await desk.account.destroy('Mail');

  const adopted = logging((stack) => ({ ...handMade(stack), adoptExisting: true }));
  expect(await desk.deploy(adopted)).toMatchObject({ outcome: 'created' });
  expect((await desk.account.destroy('Mail')).succeeded).toBe(true);
  expect(live()).toEqual(BY_HAND);
}, 30_000);

test('what somebody set meanwhile is not removed', async () => {
  await desk.deploy(logging());
  await byHand();
  expect((await desk.account.destroy('Mail')).succeeded).toBe(true);
  expect(live()).toEqual(BY_HAND);
  await desk.person.send(new DeleteEmailMonitoringConfigurationCommand({ OrganizationId }));
}, 30_000);

test('alarms and a dashboard deploy with it', async () => {
  const build = (stack: Stack, organization: IOrganization) => {
    const eventLogging = new EmailEventLogging(stack, 'Events', { organization });
    const screening = new MailFlowFunction(stack, 'Screening', {
      ...CODE,
      organization,
      inbound: { synchronous: false },
    });
    screening.addAlarms({ actions: [new SnsAction(new Topic(stack, 'Topic'))] });
    new MailFlowDashboard(stack, 'Dashboard', { functions: [screening], eventLogging });
  };
  expect(await desk.deploy(build)).toMatchObject({ outcome: 'created' });
  expect(await desk.deploy(build)).toMatchObject({ outcome: 'unchanged' });
}, 30_000);
