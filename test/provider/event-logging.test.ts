import {
  DeleteEmailMonitoringConfigurationCommand,
  PutEmailMonitoringConfigurationCommand,
  WorkMailClient,
} from '@aws-sdk/client-workmail';
import { parsePhysicalId } from '../../lib/provider/physical-id';
import type { CustomResourceEvent } from '../../lib/provider/protocol';
import type { StackResource } from '../../lib/provider/stack-resources';
import type { EventLogging } from '../../lib/rules';
import { withoutLink } from '../error-links';
import { ProviderDesk } from './desk';
import { ORGANIZATION } from './support';

/** What CloudFormation lists of the stack. Jest cannot load its client, which the provider imports where it needs it. */
let mockListed: StackResource[] = [];
jest.mock('../../lib/provider/stack-resources', () => ({
  ...jest.requireActual('../../lib/provider/stack-resources'),
  listStackResources: async () => mockListed,
}));

const OrganizationId = ORGANIZATION;
const PhysicalResourceId = `${ORGANIZATION}/event-logging/`;
const OWN = configuration('own');
const CHANGED = configuration('changed');
const FOREIGN = configuration('foreign');

function configuration(name: string): EventLogging {
  return {
    LogGroupArn: `arn:aws:logs:us-east-1:123456789012:log-group:/mail/${name}:*`,
    RoleArn: `arn:aws:iam::123456789012:role/${name}`,
  };
}

let desk: ProviderDesk;
let person: WorkMailClient;

beforeAll(async () => {
  desk = await ProviderDesk.start();
  const { endpoint, region, access } = desk.workmail;
  person = new WorkMailClient({ endpoint, region, credentials: access.root });
});
afterAll(async () => {
  person.destroy();
  await desk.stop();
});
beforeEach(async () => {
  desk.clear();
  mockListed = [];
  await person.send(new DeleteEmailMonitoringConfigurationCommand({ OrganizationId }));
});
afterEach(() => jest.restoreAllMocks());

/** In the console, or by another stack. */
const standing = (document: EventLogging) =>
  person.send(new PutEmailMonitoringConfigurationCommand({ OrganizationId, ...document }));
const live = () => desk.workmail.organizations[0]?.emailMonitoring;
const writes = () =>
  desk.workmail.requests.filter(({ operation }) => operation === 'PutEmailMonitoringConfiguration').length;

function settle(
  document: Partial<EventLogging>,
  more: Partial<CustomResourceEvent> & { adopt?: boolean; remaining?: number } = {},
) {
  const { adopt, remaining, ...members } = more;
  const ResourceProperties = { OrganizationId, ...document, ...(adopt && { AdoptExisting: 'true' }) };
  return desk.settle(
    desk.event({ ResourceType: 'Custom::WorkMailEmailEventLogging', ResourceProperties, ...members }),
    remaining,
  );
}

const listed = (logicalId: string, status = 'CREATE_COMPLETE'): StackResource => ({
  logicalId,
  physicalId: parsePhysicalId(PhysicalResourceId),
  status,
});

const update = (before: EventLogging, after: EventLogging) =>
  settle(after, {
    RequestType: 'Update',
    PhysicalResourceId,
    OldResourceProperties: { OrganizationId, ...before },
  });
const remove = (document: EventLogging, id = PhysicalResourceId) =>
  settle(document, { RequestType: 'Delete', PhysicalResourceId: id });

describe('Create', () => {
  test('switches the log on', async () => {
    expect(await settle(OWN)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
    expect(live()).toEqual(OWN);
  });

  test.each([
    ['another configuration', FOREIGN, /It differs: LogGroupArn is ".*foreign:\*", declared ".*own:\*"; RoleArn is/],
    ['an equal one', OWN, /It is as declared here/],
  ])('fails where %s stands, changes nothing, and says what to do', async (_what, stands, says) => {
    await standing(stands);
    const answer = await settle(OWN);
    expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: `not-written:${PhysicalResourceId}` });
    expect(answer.Reason).toMatch(
      /^\[cdk-workmail-flow:eventLoggingExists\] WorkMail already has an email event log configuration of organization m-/,
    );
    expect(answer.Reason).toMatch(says);
    expect(withoutLink(answer.Reason ?? '')).toMatch(/adoptExisting: true.*else switch the other one off first\.$/);
    expect(live()).toEqual(stands);
    expect(await remove(OWN, answer.PhysicalResourceId)).toMatchObject({ Status: 'SUCCESS' });
    expect(live()).toEqual(stands);
  });

  test('takes an equal one over on request, without a write', async () => {
    await standing(OWN);
    const before = writes();
    expect(await settle(OWN, { adopt: true })).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
    expect(writes()).toBe(before);
  });

  test('does not take over one that differs, or none', async () => {
    expect(withoutLink((await settle(OWN, { adopt: true })).Reason ?? '')).toMatch(
      /:adoptNothing\].*Remove adoptExisting to create it\.$/,
    );
    await standing({ ...OWN, RoleArn: FOREIGN.RoleArn });
    expect(withoutLink((await settle(OWN, { adopt: true })).Reason ?? '')).toMatch(
      /:adoptDifferent\] The email event log configuration of organization m-.* is not as declared: RoleArn is ".*foreign", declared ".*own"\. Adoption changes nothing/,
    );
    expect(live()?.RoleArn).toBe(FOREIGN.RoleArn);
  });

  test('takes over from a resource of the stack that holds the same: a renamed construct', async () => {
    await standing(OWN);
    mockListed = [listed('Before')];
    expect(await settle(OWN)).toMatchObject({ Status: 'SUCCESS' });
    mockListed.push(listed('Resource'));
    expect(await settle(OWN, { RequestType: 'Delete', PhysicalResourceId, LogicalResourceId: 'Before' })).toMatchObject(
      { Status: 'SUCCESS' },
    );
    expect(live()).toEqual(OWN);
  });

  test.each(['throttle', 'cutBeforeWrite', 'cutAfterWrite'] as const)(
    'survives "%s"',
    async (kind) => {
      desk.workmail.faults.add({ operation: 'PutEmailMonitoringConfiguration', kind, times: 2 });
      expect(await settle(OWN)).toMatchObject({ Status: 'SUCCESS' });
      expect(live()).toEqual(OWN);
    },
    20_000,
  );

  test('that is refused leaves nothing, and its Delete touches nothing', async () => {
    desk.workmail.faults.add({
      operation: 'PutEmailMonitoringConfiguration',
      kind: 'refuse',
      name: 'ResourceNotFoundException',
    });
    const answer = await settle(OWN);
    expect(withoutLink(answer.Reason ?? '')).toMatch(/:notFound\].*Check that the log group and the role exist\.$/);
    desk.workmail.faults.clear();
    await standing(FOREIGN);
    expect(await remove(OWN, answer.PhysicalResourceId)).toMatchObject({ Status: 'SUCCESS' });
    expect(live()).toEqual(FOREIGN);
  });

  test('that cannot know whether it wrote is followed by a Delete that removes what it wrote, and only that', async () => {
    desk.workmail.faults.add({ operation: 'PutEmailMonitoringConfiguration', kind: 'delay', milliseconds: 5000 });
    const answer = await settle(OWN, { remaining: 20_500 });
    expect(answer.PhysicalResourceId).toMatch(/^unknown-[0-9a-f]{16}:m-[0-9a-f]{32}\/event-logging\/$/);
    desk.workmail.faults.clear();
    for (const [stands, stays] of [
      [FOREIGN, FOREIGN],
      [OWN, undefined],
    ] as const) {
      await standing(stands);
      expect(await remove(OWN, answer.PhysicalResourceId)).toMatchObject({ Status: 'SUCCESS' });
      expect(live()).toEqual(stays);
    }
  });

  test('that is cancelled while it is served takes its write back', async () => {
    mockListed = [listed('Resource', 'DELETE_IN_PROGRESS')];
    expect(await settle(OWN)).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining(':cancelled]') });
    expect(live()).toBeUndefined();
  });

  test.each([
    [{ RoleArn: OWN.RoleArn }, 'logGroupArn', 'LogGroupArn is ""'],
    [{ ...OWN, LogGroupArn: OWN.LogGroupArn.slice(0, -2) }, 'logGroupArn', 'with :* at its end'],
    [{ ...OWN, RoleArn: 'events' }, 'roleArn', 'RoleArn is "events"'],
  ])('refuses %j before WorkMail is called', async (document, code, says) => {
    const before = desk.workmail.requests.length;
    const { Reason } = await settle(document);
    expect(Reason).toContain(`[cdk-workmail-flow:${code}]`);
    expect(Reason).toContain(says);
    expect(desk.workmail.requests).toHaveLength(before);
  });
});

describe('Update', () => {
  test('changes what it holds', async () => {
    await settle(OWN);
    expect(await update(OWN, CHANGED)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
    expect(live()).toEqual(CHANGED);
  });

  test('without a change writes nothing', async () => {
    await settle(OWN);
    const before = writes();
    await update(OWN, OWN);
    expect(writes()).toBe(before);
  });

  test('overwrites what a person set meanwhile, and keeps it in the log', async () => {
    await standing(FOREIGN);
    expect(await update(OWN, CHANGED)).toMatchObject({ Status: 'SUCCESS' });
    expect(live()).toEqual(CHANGED);
    expect(desk.output).toContain(`"note":"overwritten"`);
    expect(desk.output).toContain(JSON.stringify(FOREIGN));
  });

  test('writes again what somebody switched off', async () => {
    expect(await update(OWN, OWN)).toMatchObject({ Status: 'SUCCESS' });
    expect(live()).toEqual(OWN);
  });

  test('that fails is rolled back by an Update with the properties exchanged', async () => {
    await settle(OWN);
    desk.workmail.faults.add({
      operation: 'PutEmailMonitoringConfiguration',
      kind: 'refuse',
      name: 'InvalidParameterException',
    });
    expect(await update(OWN, CHANGED)).toMatchObject({ Status: 'FAILED', PhysicalResourceId });
    expect(await update(CHANGED, OWN)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
    expect(live()).toEqual(OWN);
  });

  test('that was done is rolled back as well', async () => {
    await settle(OWN);
    await update(OWN, CHANGED);
    await update(CHANGED, OWN);
    expect(live()).toEqual(OWN);
  });

  test('to another organization is a replacement', async () => {
    await settle(OWN);
    const other = desk.workmail.createOrganization({ alias: `other-${Date.now()}` }).organizationId;
    const answer = await settle({ ...OWN, OrganizationId: other } as never, {
      RequestType: 'Update',
      PhysicalResourceId,
      OldResourceProperties: { OrganizationId, ...OWN },
    });
    expect(answer.PhysicalResourceId).toMatch(new RegExp(`^after-[0-9a-f]{16}-[0-9a-f]{16}:${other}/event-logging/$`));
    expect(desk.workmail.organizations.map(({ emailMonitoring }) => emailMonitoring)).toEqual([OWN, OWN]);
    await remove(OWN);
    expect(desk.workmail.organizations.map(({ emailMonitoring }) => emailMonitoring)).toEqual([undefined, OWN]);
  });
});

describe('Delete', () => {
  test('switches the log off', async () => {
    await settle(OWN);
    expect(await remove(OWN)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
    expect(live()).toBeUndefined();
  });

  test('leaves another configuration, which is not its own, and says so in the log', async () => {
    await settle(OWN);
    await standing(FOREIGN);
    expect(await remove(OWN)).toMatchObject({ Status: 'SUCCESS' });
    expect(live()).toEqual(FOREIGN);
    expect(desk.output).toContain('"note":"leftUnequal"');
  });

  test('of what is gone already succeeds', async () => {
    expect(await remove(OWN)).toMatchObject({ Status: 'SUCCESS' });
  });

  test.each(['cutAfterWrite', 'internalFailure'] as const)('survives "%s"', async (kind) => {
    await settle(OWN);
    desk.workmail.faults.add({ operation: 'DeleteEmailMonitoringConfiguration', kind, times: 1 });
    expect(await remove(OWN)).toMatchObject({ Status: 'SUCCESS' });
    expect(live()).toBeUndefined();
  });

  test('that is refused says why', async () => {
    await settle(OWN);
    desk.workmail.faults.add({
      operation: 'DeleteEmailMonitoringConfiguration',
      kind: 'refuse',
      name: 'OrganizationStateException',
    });
    expect(await remove(OWN)).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining(':wrongState]') });
  });
});
