import { type Desk, startDesk, thing } from './desk';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

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

  test('one without resources is not deployed, and deleted if it was', async () => {
    const full = desk.template({ A: thing() });
    const first = await desk.deploy({ empty: {}, full, emptied: full });
    expect(first.stacks.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual(['full created', 'emptied created']);
    const second = await desk.deploy({ empty: { Resources: {} }, full, emptied: { Parameters: {} } });
    expect(second.stacks.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'full unchanged',
      'emptied deleted',
    ]);
    expect(desk.notices).toEqual([
      'empty: the stack has no resources, so it is not deployed, as `cdk deploy` does it.',
      'empty: the stack has no resources, so it is not deployed, as `cdk deploy` does it.',
      'emptied: the stack has no resources, so it is deleted, as `cdk deploy` does it.',
    ]);
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
