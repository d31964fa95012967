import {
  CloudFormationClient,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { type Desk, logGroup, REGION, startDesk, thing } from './desk';

let desk: Desk;
let client: CloudFormationClient;
beforeAll(async () => {
  desk = await startDesk();
  client = clientWith(desk.access.root);
});
afterAll(() => desk.stop());

function clientWith(credentials: { accessKeyId: string; secretAccessKey: string }): CloudFormationClient {
  return new CloudFormationClient({ endpoint: desk.local.endpoint, region: REGION, credentials, maxAttempts: 1 });
}

const list = async (StackName: string) =>
  (await client.send(new ListStackResourcesCommand({ StackName }))).StackResourceSummaries!;

test('lists the resources of a stack, by name and by id, page by page', async () => {
  const groups = Object.fromEntries(
    Array.from({ length: 205 }, (_, n) => [`L${n}`, logGroup({ LogGroupName: `g${n}<&"'` })]),
  );
  const { stacks } = await desk.deploy({ many: { Resources: groups } });
  for (const StackName of ['many', stacks[0]!.id]) {
    const pages = [];
    for await (const page of paginateListStackResources({ client }, { StackName }))
      pages.push(page.StackResourceSummaries!);
    expect(pages.map(({ length }) => length)).toEqual([100, 100, 5]);
    expect(pages.flat().map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(Object.keys(groups));
    expect(pages[0]![0]).toEqual({
      LogicalResourceId: 'L0',
      PhysicalResourceId: `g0<&"'`,
      ResourceType: 'AWS::Logs::LogGroup',
      ResourceStatus: 'CREATE_COMPLETE',
      LastUpdatedTimestamp: expect.any(Date),
    });
  }
});

test('tells the metadata of a resource, also of one that an update is about to remove', async () => {
  const metadataOf = async (LogicalResourceId: string) => {
    const about = { StackName: 'metadata', LogicalResourceId };
    return (await client.send(new DescribeStackResourceCommand(about))).StackResourceDetail?.Metadata;
  };
  const going = thing({}, { Metadata: { about: 'going' } });
  await desk.deploy({ metadata: desk.template({ A: going, B: thing() }) });
  expect([await metadataOf('A'), await metadataOf('B')]).toEqual(['{"about":"going"}', '{}']);
  await expect(metadataOf('C')).rejects.toThrow('Resource C does not exist for stack metadata');
  const deploying = desk.deploy({ metadata: desk.template({ B: thing({ Wait: 300 }) }) });
  await desk.waitUntil(() =>
    desk.events.some(({ logicalId, status }) => logicalId === 'B' && status === 'UPDATE_IN_PROGRESS'),
  );
  expect(await metadataOf('A')).toBe('{"about":"going"}');
  await deploying;
});

test('tells the state of the moment', async () => {
  const deploying = desk.deploy({ moment: desk.template({ A: thing({ Wait: 300 }) }) });
  const stateOfA = async () => {
    const found = (await list('moment')).find(({ LogicalResourceId }) => LogicalResourceId === 'A');
    return found && [found.PhysicalResourceId, found.ResourceStatus];
  };
  await desk.waitUntil(() =>
    desk.events.some(({ logicalId, stackName }) => stackName === 'moment' && logicalId === 'A'),
  );
  expect(await stateOfA()).toEqual([undefined, 'CREATE_IN_PROGRESS']);
  await deploying;
  expect(await stateOfA()).toEqual(['A-made', 'CREATE_COMPLETE']);
  const { id } = desk.local.stacks().find(({ name }) => name === 'moment')!;
  const destroying = desk.local.destroy('moment');
  await desk.waitUntil(() =>
    desk.events.some(({ logicalId, status }) => logicalId === 'A' && status === 'DELETE_IN_PROGRESS'),
  );
  expect(await stateOfA()).toEqual(['A-made', 'DELETE_IN_PROGRESS']);
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: id }));
  expect(Stacks![0]!.StackStatus).toBe('DELETE_IN_PROGRESS');
  await destroying;
  await expect(list('moment')).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Stack with id moment does not exist',
  });
  expect((await list(id)).find(({ LogicalResourceId }) => LogicalResourceId === 'A')?.ResourceStatus).toBe(
    'DELETE_COMPLETE',
  );
});

test('describes stacks and their resources', async () => {
  const template = {
    Parameters: { P: { Type: 'String', Default: 'x' } },
    Resources: { A: logGroup({ LogGroupName: 'described' }), B: logGroup() },
    Outputs: { Name: { Value: { Ref: 'A' }, Description: 'the name', Export: { Name: 'exported' } } },
  };
  const { stacks } = await desk.deploy({ described: template });
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'described' }));
  expect(Stacks).toEqual([
    expect.objectContaining({
      StackId: stacks[0]!.id,
      StackName: 'described',
      StackStatus: 'CREATE_COMPLETE',
      CreationTime: expect.any(Date),
      Outputs: [{ OutputKey: 'Name', OutputValue: 'described', Description: 'the name', ExportName: 'exported' }],
    }),
  ]);
  const all = await client.send(new DescribeStacksCommand({}));
  expect(all.Stacks!.map(({ StackName }) => StackName)).toEqual(desk.local.stacks().map(({ name }) => name));
  const { StackResources } = await client.send(
    new DescribeStackResourcesCommand({ StackName: 'described', LogicalResourceId: 'A' }),
  );
  expect(StackResources).toMatchObject([
    { StackName: 'described', LogicalResourceId: 'A', PhysicalResourceId: 'described', Timestamp: expect.any(Date) },
  ]);
});

test('asks who calls, and whether they may', async () => {
  const { stacks } = await desk.deploy({ guarded: { Resources: { A: logGroup() } } });
  const arn = stacks[0]!.id;
  const allowed = (Resource: string) =>
    clientWith(
      desk.access.issue('arn:aws:sts::111122223333:assumed-role/r/f', () => [
        { Statement: { Effect: 'Allow', Action: 'cloudformation:ListStackResources', Resource } },
      ]),
    );
  const command = new ListStackResourcesCommand({ StackName: 'guarded' });
  expect((await allowed(arn).send(command)).StackResourceSummaries).toHaveLength(1);
  await expect(allowed(`${arn}x`).send(command)).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining(
      `not authorized to perform: cloudformation:ListStackResources on resource: ${arn}`,
    ),
    $metadata: { httpStatusCode: 403 },
  });
  await expect(allowed(arn).send(new DescribeStacksCommand({ StackName: 'guarded' }))).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  await expect(clientWith({ accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' }).send(command)).rejects.toMatchObject({
    name: 'InvalidClientTokenId',
  });
  await expect(clientWith({ ...desk.access.root, secretAccessKey: 'x' }).send(command)).rejects.toMatchObject({
    name: 'SignatureDoesNotMatch',
  });
});

test('refuses what it does not know', async () => {
  await expect(list('nothing')).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Stack with id nothing does not exist',
  });
  await expect(list('constructor')).rejects.toMatchObject({ name: 'ValidationError' });
  await desk.deploy({ known: { Resources: { A: logGroup() } } });
  await expect(
    client.send(new ListStackResourcesCommand({ StackName: 'known', NextToken: 'x' })),
  ).rejects.toMatchObject({ name: 'ValidationError' });
  const unsigned = await fetch(desk.local.endpoint, { method: 'POST', body: 'Action=ListStackResources' });
  expect([unsigned.status, await unsigned.text()]).toEqual([
    403,
    expect.stringContaining('<Code>MissingAuthenticationToken</Code>'),
  ]);
  const large = await fetch(desk.local.endpoint, { method: 'POST', body: 'x'.repeat(2_000_000) }).catch(() => ({
    status: 413,
  }));
  expect(large.status).toBe(413);
});
