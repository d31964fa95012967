import { type Desk, logGroup, startDesk, thing } from './desk';

let desk: Desk;
let patient: Desk | undefined;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(async () => {
  await desk.stop();
  await patient?.stop();
});
beforeEach(() => {
  desk.seen();
  desk.events.length = 0;
});

const deploy = (name: string, resources: Record<string, object>) => desk.deploy({ [name]: desk.template(resources) });
const outcome = async (name: string, resources: Record<string, object>) => (await deploy(name, resources)).stacks[0];
const ids = (name: string) =>
  Object.fromEntries(desk.local.resources(name).map(({ logicalId, physicalId }) => [logicalId, physicalId]));

describe('creation', () => {
  test('makes each resource after those that it depends on, and all that are ready at once', async () => {
    const report = await deploy('order', {
      C: thing({ Wait: 50, After: { Ref: 'A' } }),
      A: thing({ Wait: 600 }),
      B: thing({ Wait: 600 }),
      D: thing({}, { DependsOn: ['B', 'C'] }),
    });
    expect(report).toMatchObject({ succeeded: true, stacks: [{ outcome: 'created', status: 'CREATE_COMPLETE' }] });
    const seen = Object.fromEntries(desk.seen().map((event) => [event.LogicalResourceId, event]));
    expect(Math.abs(seen.A!.began - seen.B!.began)).toBeLessThan(590);
    expect(seen.C!.began - seen.A!.began).toBeGreaterThanOrEqual(600);
    expect(seen.C!.ResourceProperties.After).toBe('A-made');
    expect(seen.D!.began - seen.C!.began).toBeGreaterThanOrEqual(50);
    expect(desk.statuses('order')).toEqual(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
    expect(desk.statuses('D')).toEqual(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
  });

  test('that fails removes what it made, also what failed, and can only be deleted', async () => {
    const failing = {
      A: thing(),
      B: thing({ Create: 'FAILED', Id: 'half-made' }, { DependsOn: 'A' }),
      C: thing({}, { DependsOn: 'B' }),
    };
    const report = await deploy('failing', failing);
    expect(report).toMatchObject({ succeeded: false, stacks: [{ outcome: 'failed', status: 'ROLLBACK_COMPLETE' }] });
    expect(report.stacks[0]!.changes).toContainEqual(
      expect.objectContaining({
        operation: 'CREATE',
        logicalId: 'B',
        failure: expect.stringContaining('Message returned: as it was told'),
      }),
    );
    expect(desk.told()).toEqual(['Create A', 'Create B', 'Delete B half-made', 'Delete A A-made']);
    expect(desk.statuses('failing')).toEqual(['CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETE']);
    expect(desk.statuses('B')).toEqual([
      'CREATE_IN_PROGRESS',
      'CREATE_FAILED',
      'DELETE_IN_PROGRESS',
      'DELETE_COMPLETE',
    ]);
    expect(desk.statuses('C')).toEqual([]);
    // deployed again, it is deleted first; nothing is deleted twice
    expect(await outcome('failing', { A: thing() })).toMatchObject({ outcome: 'created' });
    expect(desk.told()).toEqual(['Create A']);
    expect(desk.statuses('failing')).toEqual([
      'DELETE_IN_PROGRESS',
      'DELETE_COMPLETE',
      'CREATE_IN_PROGRESS',
      'CREATE_COMPLETE',
    ]);
  });

  test('that fails stops waiting for what is under way, whose Delete then overtakes it', async () => {
    await deploy('cancelled', { Slow: thing({ Wait: 2000 }), Fails: thing({ Create: 'FAILED', Wait: 100 }) });
    const seen = desk.seen();
    const [create, remove] = seen.filter(({ LogicalResourceId }) => LogicalResourceId === 'Slow');
    expect(create!.RequestType).toBe('Create');
    expect(remove!.RequestType).toBe('Delete');
    expect(remove!.PhysicalResourceId).toMatch(/^cancelled-Slow-[A-Z0-9]{12}$/);
    expect(remove!.began - create!.began).toBeLessThan(2000);
    expect(
      desk.events.find(({ logicalId, status }) => logicalId === 'Slow' && status === 'CREATE_FAILED')?.reason,
    ).toBe('Resource creation cancelled');
  });

  test('can be told to wait for what is under way', async () => {
    patient = await startDesk({ inFlightAtFailure: 'finish' });
    const resources = { Slow: thing({ Wait: 500 }), Fails: thing({ Create: 'FAILED' }) };
    const { stacks } = await patient.deploy({ patient: patient.template(resources) });
    expect(stacks[0]!.status).toBe('ROLLBACK_COMPLETE');
    expect(patient.told().filter((line) => line.includes('Slow'))).toEqual(['Create Slow', 'Delete Slow Slow-made']);
  });

  test('whose roll-back fails ends so, and is deleted when it is deployed again', async () => {
    const report = await outcome('stuck', {
      A: thing({ Delete: 'FAILED' }),
      B: thing({ Create: 'FAILED' }, { DependsOn: 'A' }),
      L: logGroup({}, {}),
    });
    expect(report).toMatchObject({
      status: 'ROLLBACK_FAILED',
      reason: 'The following resource(s) failed to delete: [A].',
    });
    expect(await outcome('stuck', { B: thing() })).toMatchObject({ status: 'DELETE_FAILED' });
  });

  test('a retained resource outlives the roll-back, RetainExceptOnCreate does not', async () => {
    await deploy('retained', {
      A: thing({}, { DeletionPolicy: 'Retain' }),
      B: thing({}, { DeletionPolicy: 'RetainExceptOnCreate' }),
      C: thing({ Create: 'FAILED' }, { DependsOn: ['A', 'B'] }),
    });
    expect(desk.told()).toEqual([
      expect.any(String),
      expect.any(String),
      'Create C',
      'Delete C C-made',
      'Delete B B-made',
    ]);
    expect(desk.statuses('A')).toEqual(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE', 'DELETE_SKIPPED']);
  });
});

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

describe('roll-back of an update', () => {
  test('updates back with exchanged properties, deletes what was made, leaves what was not reached', async () => {
    await deploy('back', { A: thing({ V: 1 }), Z: thing({ V: 1 }, { DependsOn: 'F' }), F: thing() });
    desk.seen();
    desk.events.length = 0;
    const report = await outcome('back', {
      A: thing({ V: 2 }),
      N: thing(),
      F: thing({ Update: 'FAILED', V: 2, Id: 'ignored' }, { DependsOn: ['A', 'N'] }),
      Z: thing({ V: 2 }, { DependsOn: 'F' }),
    });
    expect(report).toMatchObject({ outcome: 'failed', status: 'UPDATE_ROLLBACK_COMPLETE' });
    const seen = desk.seen();
    expect(
      seen
        .map(({ RequestType, LogicalResourceId, PhysicalResourceId, ResourceProperties, OldResourceProperties }) => [
          RequestType,
          LogicalResourceId,
          PhysicalResourceId,
          OldResourceProperties?.V,
          ResourceProperties.V,
        ])
        .sort(),
    ).toEqual(
      [
        ['Create', 'N', undefined, undefined, undefined],
        ['Update', 'A', 'A-made', '1', '2'],
        ['Update', 'F', 'F-made', undefined, '2'],
        ['Update', 'F', 'F-made', '2', undefined],
        ['Update', 'A', 'A-made', '2', '1'],
        ['Delete', 'N', 'N-made', undefined, undefined],
      ].sort(),
    );
    expect(seen.at(-1)).toMatchObject({ RequestType: 'Delete', LogicalResourceId: 'N' });
    expect(desk.statuses('back')).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_ROLLBACK_IN_PROGRESS',
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect(desk.statuses('Z')).toEqual([]);
    expect(ids('back').F).toBe('F-made');
    // and it is what it was
    expect(
      await outcome('back', { A: thing({ V: 1 }), Z: thing({ V: 1 }, { DependsOn: 'F' }), F: thing() }),
    ).toMatchObject({ outcome: 'unchanged' });
  });

  test('does not wait for an update that is under way', async () => {
    await deploy('overtaken', { Slow: thing({ V: 1 }), F: thing() });
    desk.seen();
    await deploy('overtaken', { Slow: thing({ V: 2, Wait: 2000 }), F: thing({ Update: 'FAILED', Wait: 100 }) });
    const [update, back] = desk.seen().filter(({ LogicalResourceId }) => LogicalResourceId === 'Slow');
    expect([update, back].map((event) => event?.ResourceProperties.V)).toEqual(['2', '1']);
    expect(back!.began - update!.began).toBeLessThan(2000);
    expect(desk.local.stacks().find(({ name }) => name === 'overtaken')?.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('a replaced custom resource is updated back under its new id; the other of the two is deleted', async () => {
    await deploy('twice', { A: thing({ Id: 'one' }) });
    desk.seen();
    await deploy('twice', { A: thing({ Id: 'two' }), F: thing({ Create: 'FAILED' }, { DependsOn: 'A' }) });
    expect(desk.told().filter((line) => line.includes(' A'))).toEqual(['Update A one', 'Update A two', 'Delete A two']);
    expect(ids('twice').A).toBe('one');
    expect(desk.local.resources('twice').find(({ logicalId }) => logicalId === 'A')?.properties.Id).toBe('one');
  });

  test('a replaced resource of another type is taken back', async () => {
    await deploy('taken', { L: logGroup({ LogGroupName: 'first' }) });
    await deploy('taken', {
      L: logGroup({ LogGroupName: 'second' }),
      F: thing({ Create: 'FAILED' }, { DependsOn: 'L' }),
    });
    expect(ids('taken').L).toBe('first');
    expect(await outcome('names', { A: logGroup({ LogGroupName: 'second' }) })).toMatchObject({ outcome: 'created' });
    expect(await outcome('names2', { A: logGroup({ LogGroupName: 'first' }) })).toMatchObject({ outcome: 'failed' });
  });

  test('that fails leaves the stack so, until it is continued', async () => {
    // its Update fails as long as V is 2, its Update back as long as the file is not there
    const fragile = (V: number, back: string) => thing({ V, Update: back });
    await deploy('halted', { A: fragile(1, 'FAILED') });
    desk.seen();
    const failed = await outcome('halted', {
      A: fragile(2, 'SUCCESS'),
      F: thing({ Create: 'FAILED' }, { DependsOn: 'A' }),
    });
    expect(failed).toMatchObject({
      status: 'UPDATE_ROLLBACK_FAILED',
      reason: 'The following resource(s) failed to update: [A].',
    });
    await expect(deploy('halted', { A: fragile(2, 'SUCCESS') })).rejects.toThrow(
      'Continue its roll-back, or destroy it',
    );
    expect(await desk.local.continueRollback('halted')).toMatchObject({ status: 'UPDATE_ROLLBACK_FAILED' });
    expect(desk.told().filter((line) => line.startsWith('Update A'))).toHaveLength(3);
    expect((await desk.local.destroy('halted')).succeeded).toBe(true);
    expect(desk.told().sort()).toEqual(['Delete A A-made', 'Delete F F-made']);
  });

  test('a property that cannot be resolved fails the update', async () => {
    await deploy('unresolved', { A: thing() });
    const report = await outcome('unresolved', { A: thing(), B: thing({ X: { 'Fn::GetAtt': 'A.Nothing' } }) });
    expect(report).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
      changes: [
        {
          operation: 'CREATE',
          logicalId: 'B',
          failure: "Resources.B.Properties.X refers to the attribute 'Nothing' of 'A', which does not exist.",
        },
      ],
    });
  });
});

describe('deletion', () => {
  test('goes dependents first, keeps what is retained', async () => {
    await deploy('gone', {
      A: thing({}, { DeletionPolicy: 'Retain' }),
      B: thing({ From: { Ref: 'A' } }),
      C: thing({ From: { Ref: 'B' } }),
    });
    desk.seen();
    expect(await desk.local.destroy('gone')).toMatchObject({ succeeded: true, stacks: [{ outcome: 'deleted' }] });
    expect(desk.told()).toEqual(['Delete C C-made', 'Delete B B-made']);
    expect(desk.statuses('A').at(-1)).toBe('DELETE_SKIPPED');
    expect(desk.local.stacks().map(({ name }) => name)).not.toContain('gone');
    await expect(desk.local.destroy('gone')).rejects.toThrow('There is no stack gone');
  });

  test('that fails leaves what others need, and can be repeated', async () => {
    await deploy('clinging', { A: thing(), B: thing({ Delete: 'FAILED', From: { Ref: 'A' } }), C: thing() });
    desk.seen();
    expect(await desk.local.destroy('clinging')).toMatchObject({
      succeeded: false,
      stacks: [{ status: 'DELETE_FAILED', reason: 'The following resource(s) failed to delete: [B].' }],
    });
    expect(desk.told().sort()).toEqual(['Delete B B-made', 'Delete C C-made']);
    await expect(deploy('clinging', { A: thing() })).rejects.toThrow(
      'DELETE_FAILED state and can not be updated. Destroy it first.',
    );
    await desk.local.destroy('clinging');
    expect(desk.told()).toEqual(['Delete B B-made']);
  });
});

describe('several stacks', () => {
  const producer = (value: string, withExport = true) =>
    desk.template(
      { A: thing({ Id: value }) },
      { Outputs: { Out: { Value: { Ref: 'A' }, ...(withExport ? { Export: { Name: 'the-export' } } : {}) } } },
    );
  const consumer = () => desk.template({ B: thing({ From: { 'Fn::ImportValue': 'the-export' } }) });

  test('import what others export, which then neither changes nor goes', async () => {
    const report = await desk.deploy({ producer: producer('one'), consumer: consumer() });
    expect(report).toMatchObject({ succeeded: true, stacks: [{ outputs: { Out: 'one' } }, { outcome: 'created' }] });
    expect(desk.seen().at(-1)!.ResourceProperties.From).toBe('one');
    const changed = await desk.deploy({ producer: producer('two') });
    expect(changed.stacks[0]).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(desk.events.find(({ status }) => status === 'UPDATE_ROLLBACK_IN_PROGRESS')?.reason).toBe(
      'Export the-export cannot be updated or deleted as it is in use by consumer.',
    );
    await expect(desk.local.destroy('producer')).rejects.toThrow(
      'Export the-export cannot be deleted as it is in use by consumer.',
    );
    const taken = await desk.deploy({ rival: producer('x') });
    expect(taken.stacks[0]).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
    await desk.local.destroy('consumer');
    expect(await desk.deploy({ producer: producer('two') })).toMatchObject({ succeeded: true });
  });

  test('nothing follows a stack that fails', async () => {
    const report = await desk.deploy({
      first: desk.template({ A: thing({ Create: 'FAILED' }) }),
      second: desk.template({}),
    });
    expect(report.stacks.map(({ name }) => name)).toEqual(['first']);
    expect(desk.local.stacks().map(({ name }) => name)).not.toContain('second');
  });
});

test('one operation at a time', async () => {
  const first = deploy('busy', { A: thing({ Wait: 200 }) });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await expect(deploy('busy', { A: thing() })).rejects.toThrow(
    'The stack busy is in CREATE_IN_PROGRESS state: wait until that has ended.',
  );
  await first;
});

test('two hundred resources in a chain and at once', async () => {
  const chain = Array.from({ length: 200 }, (_, n) => [
    `L${n}`,
    logGroup({}, n > 0 && n < 100 ? { DependsOn: `L${n - 1}` } : {}),
  ]);
  const started = performance.now();
  expect(await outcome('many', Object.fromEntries(chain))).toMatchObject({ outcome: 'created' });
  expect(performance.now() - started).toBeLessThan(1000);
  expect(await desk.local.destroy('many')).toMatchObject({ succeeded: true });
});
