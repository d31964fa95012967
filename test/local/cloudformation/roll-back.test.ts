import { withLink } from '../../../lib/rules';
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
          failure: withLink(
            "Resources.B.Properties.X refers to the attribute 'Nothing' of 'A', which does not exist. Correct the name, or add what it names.",
            'REFERENCE_UNRESOLVED',
          ),
        },
      ],
    });
  });
});
