import { type Desk, logGroup, startDesk, thing } from './desk';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());
beforeEach(() => {
  desk.seen();
  desk.events.length = 0;
});

const deploy = (name: string, resources: Record<string, object>) => desk.deploy({ [name]: desk.template(resources) });
const outcome = async (name: string, resources: Record<string, object>) => (await deploy(name, resources)).stacks[0];
const ids = (name: string) =>
  Object.fromEntries(desk.local.resources(name).map(({ logicalId, physicalId }) => [logicalId, physicalId]));

describe('update', () => {
  test('touches only what changes, and what its changes change', async () => {
    await deploy('update', {
      A: thing({ Data: '{"X":"1"}' }),
      B: thing({ From: { 'Fn::GetAtt': 'A.X' } }),
      C: thing({ From: { Ref: 'A' } }),
      D: thing(),
    });
    desk.seen();
    desk.events.length = 0;
    const report = await deploy('update', {
      A: thing({ Data: '{"X":"2"}' }),
      B: thing({ From: { 'Fn::GetAtt': 'A.X' } }),
      C: thing({ From: { Ref: 'A' } }),
      D: thing({}, { DependsOn: 'C', Metadata: { a: 1 } }),
    });
    expect(report.stacks[0]).toMatchObject({
      outcome: 'updated',
      changes: [
        { operation: 'UPDATE', logicalId: 'A' },
        { operation: 'UPDATE', logicalId: 'B' },
      ],
    });
    expect(desk.told()).toEqual(['Update A A-made', 'Update B B-made']);
    expect(desk.statuses('update')).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_COMPLETE',
    ]);
    expect(desk.statuses('C')).toEqual([]);
  });

  test('the same template is no update', async () => {
    await deploy('same', { A: thing() });
    desk.events.length = 0;
    expect(await outcome('same', { A: thing() })).toMatchObject({
      outcome: 'unchanged',
      changes: [],
      status: 'CREATE_COMPLETE',
    });
    expect(desk.events).toEqual([]);
  });

  test('removes what is no longer there at the end, dependents first', async () => {
    await deploy('removal', { A: thing(), B: thing({ From: { Ref: 'A' } }), C: thing({ From: { Ref: 'B' } }) });
    desk.seen();
    await deploy('removal', { N: thing() });
    expect(desk.told()).toEqual(['Create N', 'Delete C C-made', 'Delete B B-made', 'Delete A A-made']);
    expect(ids('removal')).toEqual({ Role: expect.any(String), Provider: expect.any(String), N: 'N-made' });
  });

  test('a custom resource that answers with another id is replaced: the old one is deleted at the end, with its properties', async () => {
    await deploy('replaced', { A: thing({ Id: 'one' }), B: thing({ From: { Ref: 'A' } }) });
    desk.seen();
    const report = await outcome('replaced', { A: thing({ Id: 'two' }), B: thing({ From: { Ref: 'A' } }) });
    expect(report!.changes.map(({ operation, logicalId, physicalId }) => [operation, logicalId, physicalId])).toEqual([
      ['REPLACE', 'A', 'two'],
      ['UPDATE', 'B', 'B-made'],
      ['DELETE', 'A', 'one'],
    ]);
    const seen = desk.seen();
    expect(
      seen.map(({ RequestType, LogicalResourceId, PhysicalResourceId, ResourceProperties: { Id, From } }) => [
        RequestType,
        LogicalResourceId,
        PhysicalResourceId,
        Id ?? From,
      ]),
    ).toEqual([
      ['Update', 'A', 'one', 'two'],
      ['Update', 'B', 'B-made', 'two'],
      ['Delete', 'A', 'one', 'one'],
    ]);
    expect(seen[0]!.OldResourceProperties!.Id).toBe('one');
    expect(ids('replaced').A).toBe('two');
  });

  test('other types are replaced by a new one, unless the old one is to stay', async () => {
    await deploy('native', { L: logGroup({ LogGroupName: 'one' }), M: logGroup({ LogGroupName: 'm1' }) });
    await deploy('native', {
      L: logGroup({ LogGroupName: 'two' }),
      M: logGroup({ LogGroupName: 'm2' }, { UpdateReplacePolicy: 'Retain' }),
    });
    expect(desk.statuses('L').slice(2)).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_COMPLETE',
      'DELETE_IN_PROGRESS',
      'DELETE_COMPLETE',
    ]);
    expect(desk.statuses('M').slice(2)).toEqual(['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE', 'DELETE_SKIPPED']);
    // so its name is taken, and the other's is free
    expect(await outcome('other', { A: logGroup({ LogGroupName: 'one' }) })).toMatchObject({ outcome: 'created' });
    const another = await outcome('another', { A: logGroup({ LogGroupName: 'm1' }) });
    expect(another!.changes.find(({ failure }) => failure)).toMatchObject({ failure: 'Log group m1 already exists' });
  });

  test('a removed resource is retained if its last template said so', async () => {
    await deploy('kept', { A: thing({}, { DeletionPolicy: 'Retain' }), B: thing() });
    desk.seen();
    await deploy('kept', { B: thing() });
    expect(desk.told()).toEqual([]);
    expect(ids('kept')).not.toHaveProperty('A');
    // a policy alone can change, without an operation on the resource
    await deploy('kept', { B: thing({}, { DeletionPolicy: 'RetainExceptOnCreate' }) });
    await desk.local.destroy('kept');
    expect(desk.told()).toEqual([]);
  });

  test('a clean-up that fails is tried three times, and does not fail the update', async () => {
    await deploy('littering', { A: thing({ Delete: 'FAILED' }), B: thing() });
    desk.seen();
    const report = await outcome('littering', { B: thing() });
    expect(report).toMatchObject({ outcome: 'updated', reason: 'One or more resources could not be deleted: [A].' });
    expect(desk.told()).toEqual(['Delete A A-made', 'Delete A A-made', 'Delete A A-made']);
    expect(desk.statuses('A').filter((status) => status === 'DELETE_FAILED')).toHaveLength(3);
    expect(ids('littering')).not.toHaveProperty('A');
  });

  test('a type cannot change', async () => {
    await deploy('type', { A: thing() });
    await expect(deploy('type', { A: logGroup() })).rejects.toThrow('gives another type to: A (Custom::Thing)');
  });

  test("a custom resource's service token cannot change", async () => {
    const other = desk.provider();
    await deploy('token', { A: thing(), Other: other });
    const report = await outcome('token', { A: thing({ ServiceToken: { 'Fn::GetAtt': 'Other.Arn' } }), Other: other });
    expect(report).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
      changes: [{ logicalId: 'A', failure: 'Modifying service token is not allowed.' }],
    });
  });
});
