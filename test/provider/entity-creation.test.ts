import { createEntity } from '../../lib/provider/entity-creation';
import { callError, held, inboundRule, listed, request, World, wanted } from './support';

const RULE = inboundRule('partners');
const OTHER = inboundRule('partners', { BounceAction: {} });

describe('a Create', () => {
  test('costs one call of WorkMail and answers with organization, direction and name', async () => {
    const world = new World();
    world.resources = [{ logicalId: 'Rule', status: 'CREATE_IN_PROGRESS' }];
    expect(await createEntity(world, request(RULE))).toEqual(held('partners'));
    expect(world.rules.get('partners')).toBe(RULE);
    expect(world.calls).toEqual(['Create', 'List']);
  });

  test.each(['CREATE_FAILED', 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE'])(
    'that CloudFormation cancelled meanwhile (%s) takes its write back',
    async (status) => {
      const world = new World();
      world.resources = [{ logicalId: 'Rule', status }];
      await expect(createEntity(world, request(RULE))).rejects.toMatchObject({
        code: 'cancelled',
        mayHaveWritten: false,
      });
      expect(world.rules.size).toBe(0);
    },
  );

  test.each(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE', ''])('stands while the list says "%s"', async (status) => {
    const world = new World();
    world.resources = [{ logicalId: 'Rule', status }];
    await createEntity(world, request(RULE));
    expect(world.rules.size).toBe(1);
  });

  test('that is slow to come to its write looks before it, and writes nothing once it was cancelled', async () => {
    const world = new World();
    world.resources = [{ logicalId: 'Rule', status: 'DELETE_COMPLETE' }];
    world.time = world.begun + 2000;
    await expect(createEntity(world, request(RULE))).rejects.toMatchObject({
      code: 'cancelled',
      mayHaveWritten: false,
    });
    expect(world.calls).toEqual(['List']);
  });

  test('that begins after the stack was rolled back takes its write back', async () => {
    const world = new World();
    world.isRollingBack = true;
    await expect(createEntity(world, request(RULE))).rejects.toMatchObject({ code: 'cancelled' });
    expect(world.rules.size).toBe(0);
  });

  test('stands if CloudFormation cannot be asked', async () => {
    const world = new World();
    world.stackResources = () => Promise.reject(new Error('no answer'));
    await createEntity(world, request(RULE));
    expect(world.rules.size).toBe(1);
  });

  test.each([
    ['an equal rule', RULE],
    ['another rule', OTHER],
  ])('that meets %s of the name fails, leaves it, and says how to adopt it', async (_what, existing) => {
    const world = new World();
    world.rules.set('partners', existing);
    await expect(createEntity(world, request(RULE))).rejects.toMatchObject({
      code: 'ruleExists',
      mayHaveWritten: false,
      message: expect.stringMatching(/adoptExisting: true.*RETAIN/),
    });
    expect(world.rules.get('partners')).toBe(existing);
  });

  test('names what differs in the rule that it meets', async () => {
    const world = new World();
    world.rules.set('partners', OTHER);
    await expect(createEntity(world, request(RULE))).rejects.toThrow(
      'Action is {"BounceAction":{}}, declared {"DropAction":{}}',
    );
  });

  test('whose connection is cut after the write succeeds', async () => {
    const world = new World().fail('Create', 'cutAfterWrite');
    expect(await createEntity(world, request(RULE))).toEqual(held('partners'));
    expect(world.rules.size).toBe(1);
  });

  test('whose connection is cut before the write fails, and cannot know', async () => {
    const world = new World().fail('Create', 'cutBeforeWrite');
    await expect(createEntity(world, request(RULE))).rejects.toMatchObject({
      code: 'serviceUnreachable',
      mayHaveWritten: true,
    });
  });

  test('that is cut, and then meets a rule that is not what it sent, did not write', async () => {
    const world = new World().fail('Create', 'cutBeforeWrite');
    world.rules.set('partners', OTHER);
    await expect(createEntity(world, request(RULE))).rejects.toMatchObject({
      code: 'ruleExists',
      mayHaveWritten: false,
    });
  });

  test('of which neither the write nor the reading is answered cannot know', async () => {
    const world = new World().fail('Create', 'cutAfterWrite').fail('Describe', 'cutBeforeWrite');
    await expect(createEntity(world, request(RULE))).rejects.toMatchObject({ mayHaveWritten: true });
  });

  test('that is delivered again after a crash finds its own rule', async () => {
    const world = new World();
    await createEntity(world, request(RULE));
    expect(await createEntity(world, request(RULE))).toEqual(held('partners'));
    expect(world.notes).toMatchObject([{ event: 'writtenBefore' }]);
  });

  test('that may be a second delivery to a place without memory cannot know', async () => {
    const world = new World();
    world.rules.set('partners', RULE);
    world.resources = [{ logicalId: 'Rule', status: 'CREATE_IN_PROGRESS', lastUpdated: world.time - 61_000 }];
    await expect(createEntity(world, request(RULE))).rejects.toMatchObject({
      code: 'ruleExists',
      mayHaveWritten: true,
    });
  });

  test('that waited long for its rights is not taken for a second delivery', async () => {
    const world = new World();
    world.rules.set('partners', RULE);
    world.resources = [{ logicalId: 'Rule', status: 'CREATE_IN_PROGRESS', lastUpdated: world.begun - 300 }];
    world.time = world.begun + 56_000;
    await expect(createEntity(world, request(RULE))).rejects.toMatchObject({
      code: 'ruleExists',
      mayHaveWritten: false,
    });
  });

  test('that meets an equal rule, and cannot see whose it is, claims nothing of it', async () => {
    const world = new World();
    world.rules.set('partners', RULE);
    world.stackResources = () => Promise.reject(callError('ListStackResources', 'comeBackLater'));
    await expect(createEntity(world, request(RULE))).rejects.toMatchObject({
      code: 'stackNotListed',
      mayHaveWritten: false,
      message: expect.stringMatching(/whether the inbound rule "partners" .*ListStackResources was answered by/),
    });
  });

  test('that is refused says what was refused and the two ways on', async () => {
    const world = new World().fail('Create', 'refuse', 'accessDenied');
    await expect(createEntity(world, request(RULE))).rejects.toMatchObject({
      code: 'accessDenied',
      mayHaveWritten: false,
      message: expect.stringMatching(/workmail:Create.*Allow the action.*Provisioning\.CONSOLE/),
    });
  });
});

describe('a rule that another resource of the stack holds', () => {
  test('is taken over by a renamed construct', async () => {
    const world = new World();
    world.rules.set('partners', RULE);
    world.resources = [listed('OldRule', 'partners')];
    expect(await createEntity(world, request(RULE))).toEqual(held('partners'));
    expect(world.rules.get('partners')).toBe(RULE);
  });

  test('is not changed at the same time, which a roll-back could not take back', async () => {
    const world = new World();
    world.rules.set('partners', OTHER);
    world.resources = [listed('OldRule', 'partners')];
    await expect(createEntity(world, request(RULE))).rejects.toMatchObject({ code: 'heldByAnotherResource' });
    expect(world.rules.get('partners')).toBe(OTHER);
  });

  test('is its own where the request is delivered again after it was answered', async () => {
    const world = new World();
    world.rules.set('partners', RULE);
    world.resources = [listed('Rule', 'partners')];
    expect(await createEntity(world, request(RULE))).toEqual(held('partners'));
  });

  test.each([
    ['that is going', listed('OldRule', 'partners', { status: 'DELETE_IN_PROGRESS' })],
    [
      'that failed to write it',
      listed('OldRule', 'partners', { physicalId: { ...held('partners'), state: { kind: 'notWritten' } } }),
    ],
    ['of another name', listed('OldRule', 'Partners')],
  ])('counts only if a resource holds it, not one %s', async (_what, resource) => {
    const world = new World();
    world.rules.set('partners', RULE);
    world.resources = [resource];
    await expect(createEntity(world, request(RULE))).rejects.toMatchObject({ code: 'ruleExists' });
  });
});

describe('adoption', () => {
  const adopting = request(RULE, { wanted: wanted(RULE, { adoptExisting: true }) });

  test('takes over an equal rule and writes nothing', async () => {
    const world = new World();
    const existing = inboundRule('partners', { DropAction: {} }, ['A.Example']);
    world.rules.set('partners', existing);
    expect(await createEntity(world, adopting)).toEqual(held('partners'));
    expect(world.rules.get('partners')).toBe(existing);
    expect(world.calls).toEqual(['Describe']);
  });

  test('of a rule that differs fails with the difference', async () => {
    const world = new World();
    world.rules.set('partners', OTHER);
    await expect(createEntity(world, adopting)).rejects.toMatchObject({
      code: 'adoptDifferent',
      message: expect.stringContaining('Action is {"BounceAction":{}}'),
    });
    expect(world.rules.get('partners')).toBe(OTHER);
  });

  test('of nothing fails', async () => {
    await expect(createEntity(new World(), adopting)).rejects.toMatchObject({
      code: 'adoptNothing',
      mayHaveWritten: false,
    });
  });
});

test('console provisioning calls nothing', async () => {
  const world = new World();
  const inConsole = request(RULE, { wanted: wanted(RULE, { inConsole: true }) });
  expect(await createEntity(world, inConsole)).toEqual(held('partners'));
  expect(world.calls).toEqual([]);
});
