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

test('one operation at a time', async () => {
  const first = deploy('busy', { A: thing({ Wait: 200 }) });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await expect(deploy('busy', { A: thing() })).rejects.toThrow(
    'The stack busy is in CREATE_IN_PROGRESS state. Wait until that has ended.',
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
  expect(performance.now() - started).toBeLessThan(5000);
  expect(await desk.local.destroy('many')).toMatchObject({ succeeded: true });
});
