import { type Desk, startDesk, thing } from './desk';

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
