import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import {
  DeleteEmailMonitoringConfigurationCommand,
  DeleteOrganizationCommand,
  DescribeEmailMonitoringConfigurationCommand,
  PutEmailMonitoringConfigurationCommand,
  type WorkMailClient,
} from '@aws-sdk/client-workmail';
import type { Statement } from '../../../lib/local/access';
import { LocalWorkMail } from '../../../lib/local/workmail';
import { clientOf, errorOf, ORGANIZATION_ID, startDesk, stopDesks } from './desk';

const OrganizationId = ORGANIZATION_ID;
const LogGroupArn = 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/workmail/emailevents/desk:*';
const RoleArn = 'arn:aws:iam::123456789012:role/workmail-events';
let workmail: LocalWorkMail;
let client: WorkMailClient;

beforeEach(async () => {
  ({ workmail, client } = await startDesk());
});
afterEach(stopDesks);

const put = (change: object = {}, by = client) =>
  by.send(new PutEmailMonitoringConfigurationCommand({ OrganizationId, LogGroupArn, RoleArn, ...change }));
const describeIt = (by = client) => by.send(new DescribeEmailMonitoringConfigurationCommand({ OrganizationId }));
const remove = () => client.send(new DeleteEmailMonitoringConfigurationCommand({ OrganizationId }));

it('is put, described, replaced and deleted', async () => {
  await put();
  expect(await describeIt()).toMatchObject({ LogGroupArn, RoleArn });
  await put({ LogGroupArn: LogGroupArn.replace('desk', 'other') });
  expect((await describeIt()).LogGroupArn).toContain('other');
  await remove();
  expect(await errorOf(describeIt())).toMatchObject({
    name: 'ResourceNotFoundException',
    message: expect.stringContaining('noEventLogging'),
  });
  await remove();
});

it('without a role has that of WorkMail itself', async () => {
  await put({ RoleArn: undefined });
  expect((await describeIt()).RoleArn).toBe(
    'arn:aws:iam::123456789012:role/aws-service-role/events.workmail.amazonaws.com/AWSServiceRoleForAmazonWorkMailEvents',
  );
});

it.each([
  [{ LogGroupArn: LogGroupArn.slice(0, -2) }, /LogGroupArn is/],
  [{ LogGroupArn: 'desk' }, /LogGroupArn is "desk"/],
  [{ LogGroupArn: LogGroupArn.replace('us-east-1', 'eu-west-1') }, /must be in us-east-1/],
  [{ LogGroupArn: undefined }, /LogGroupArn is missing/],
  [{ RoleArn: 'events' }, /RoleArn is "events"/],
])('is refused with %j', async (change, message) => {
  expect(await errorOf(put(change))).toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringMatching(message),
  });
});

it('goes with its organization', async () => {
  await put();
  await client.send(new DeleteOrganizationCommand({ OrganizationId, DeleteDirectory: true }));
  expect((await errorOf(describeIt())).name).toBe('OrganizationStateException');
  expect(workmail.organizations[0]?.emailMonitoring).toBeUndefined();
});

describe('rights', () => {
  const as = (...statements: Statement[]) =>
    clientOf(
      workmail,
      workmail.access.issue('arn:aws:sts::123456789012:assumed-role/provider/request', () => [
        { Statement: statements },
      ]),
    );
  const onOrganization = (verb: string): Statement => ({
    Effect: 'Allow',
    Action: `workmail:${verb}EmailMonitoringConfiguration`,
    Resource: workmail.organizationArn(OrganizationId),
  });
  const pass = (service: string, Resource = RoleArn): Statement => ({
    Effect: 'Allow',
    Action: 'iam:PassRole',
    Resource,
    Condition: { StringEquals: { 'iam:PassedToService': service } },
  });

  it('are to the operation, and to pass the role to WorkMail’s events', async () => {
    await put({}, as(onOrganization('Put'), pass('events.workmail.amazonaws.com')));
    expect(workmail.organizations[0]?.emailMonitoring).toEqual({ LogGroupArn, RoleArn });
  });

  it.each([
    ['the operation', () => [pass('events.workmail.amazonaws.com')], /workmail:PutEmailMonitoringConfiguration/],
    ['passing a role', () => [onOrganization('Put')], /iam:PassRole on resource: .*role\/workmail-events/],
    ['passing it to WorkMail', () => [onOrganization('Put'), pass('lambda.amazonaws.com')], /iam:PassRole/],
    [
      'passing this role',
      () => [onOrganization('Put'), pass('events.workmail.amazonaws.com', `${RoleArn}2`)],
      /iam:PassRole/,
    ],
  ])('without %s it is refused', async (_what, statements, message) => {
    expect(await errorOf(put({}, as(...statements())))).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(message),
    });
    expect(workmail.organizations[0]?.emailMonitoring).toBeUndefined();
  });
});

describe('in a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'local-workmail-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('outlives a restart, and so does its absence', async () => {
    const first = await startDesk({ folder });
    await put({}, first.client);
    await first.workmail.stop();
    const second = await startDesk({ folder });
    expect(await describeIt(second.client)).toMatchObject({ LogGroupArn, RoleArn });
    await second.client.send(new DeleteEmailMonitoringConfigurationCommand({ OrganizationId }));
    await second.workmail.stop();
    const third = await startDesk({ folder });
    expect(third.workmail.organizations[0]?.emailMonitoring).toBeUndefined();
    await third.workmail.stop();
  });

  it('is refused if it is none', async () => {
    const { workmail: kept, client: by } = await startDesk({ folder });
    await put({}, by);
    await kept.stop();
    const file = path.join(folder, `${OrganizationId}.json`);
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(RoleArn, 'nobody'));
    await expect(LocalWorkMail.start({ folder })).rejects.toThrow(/RoleArn is "nobody"/);
  });
});
