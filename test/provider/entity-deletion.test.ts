import { deleteEntity } from '../../lib/provider/entity-deletion';
import { held, inboundRule, listed, request, unknown, World, wanted } from './support';

const RULE = inboundRule('partners');
const OTHER = inboundRule('partners', { BounceAction: {} });

function deletion(physicalId = held('partners')) {
  return request(RULE, { physicalId });
}

test('a Delete reads and removes: two calls of WorkMail', async () => {
  const world = new World();
  world.rules.set('partners', RULE);
  await deleteEntity(world, deletion());
  expect(world.rules.size).toBe(0);
  expect(world.calls).toEqual(['List', 'Describe', 'Delete']);
});

test('a Delete of a rule that is gone succeeds', async () => {
  await deleteEntity(new World(), deletion());
});

test('a Delete of a rule whose organization is gone succeeds, and says so in the log', async () => {
  const world = new World().fail('Describe', 'refuse', 'organizationNotFound');
  await deleteEntity(world, deletion());
  expect(world.calls).toEqual(['List', 'Describe']);
  expect(world.notes).toMatchObject([{ event: 'organizationGone' }]);
});

test('a Delete of a rule that WorkMail does not show fails', async () => {
  const world = new World().fail('Describe', 'refuse', 'accessDenied');
  world.rules.set('partners', RULE);
  await expect(deleteEntity(world, deletion())).rejects.toMatchObject({ code: 'accessDenied' });
  expect(world.rules.size).toBe(1);
});

test('a Delete after a Create that wrote nothing calls nothing', async () => {
  const world = new World();
  world.rules.set('partners', RULE);
  await deleteEntity(world, deletion({ ...held('partners'), state: { kind: 'notWritten' } }));
  expect(world.calls).toEqual([]);
});

test('a Delete leaves a rule that another resource of the stack now holds', async () => {
  const world = new World();
  world.rules.set('partners', RULE);
  world.resources = [listed('NewRule', 'partners')];
  await deleteEntity(world, deletion());
  expect(world.rules.get('partners')).toBe(RULE);
});

test('a Delete leaves a rule that its own resource holds by a later physical id, after the roll-back of a rename', async () => {
  const world = new World();
  world.rules.set('partners', RULE);
  const later = { ...held('partners'), state: { kind: 'held', replaced: { identity: '0123456789abcdef' } } } as const;
  world.resources = [listed('Rule', 'partners', { physicalId: later, status: 'UPDATE_COMPLETE' })];
  await deleteEntity(world, deletion());
  expect(world.rules.get('partners')).toBe(RULE);
  await deleteEntity(world, deletion(later));
  expect(world.rules.size).toBe(0);
});

test('a Delete removes the rule of a resource that is going together with another one', async () => {
  const world = new World();
  world.rules.set('partners', RULE);
  world.resources = [listed('NewRule', 'partners', { status: 'DELETE_IN_PROGRESS' })];
  await deleteEntity(world, deletion());
  expect(world.rules.size).toBe(0);
});

test('a Delete keeps what a person changed, whole, in the log', async () => {
  const world = new World();
  world.rules.set('partners', OTHER);
  await deleteEntity(world, deletion());
  expect(world.rules.size).toBe(0);
  expect(world.notes).toMatchObject([{ event: 'removedChanged', document: OTHER }]);
});

describe('a Delete after a Create that cannot know what it wrote', () => {
  test('removes the rule that it sent', async () => {
    const world = new World();
    world.rules.set('partners', RULE);
    await deleteEntity(world, deletion(unknown(RULE)));
    expect(world.rules.size).toBe(0);
  });

  test('leaves any other', async () => {
    const world = new World();
    world.rules.set('partners', OTHER);
    await deleteEntity(world, deletion(unknown(RULE)));
    expect(world.rules.get('partners')).toBe(OTHER);
  });

  test('does the same where CloudFormation had to make up the physical id', async () => {
    const world = new World();
    world.rules.set('partners', OTHER);
    await deleteEntity(world, request(RULE));
    expect(world.rules.get('partners')).toBe(OTHER);
    world.rules.set('partners', RULE);
    await deleteEntity(world, request(RULE));
    expect(world.rules.size).toBe(0);
  });

  test('leaves an equal one of somebody else, at which the Create failed, as its log tells a little later', async () => {
    const world = new World();
    world.rules.set('partners', RULE);
    world.asTimePasses = () => {
      world.created = { ...held('partners'), state: { kind: 'notWritten' } };
    };
    await deleteEntity(world, request(RULE));
    expect(world.rules.get('partners')).toBe(RULE);
    expect(world.notes).toMatchObject([{ event: 'leftToOthers' }]);
  });

  test('removes what the Create wrote, as its log tells, at once', async () => {
    const world = new World();
    world.rules.set('partners', RULE);
    world.created = held('partners');
    await deleteEntity(world, request(RULE));
    expect(world.rules.size).toBe(0);
    expect(world.time).toBe(world.begun);
  });

  test('leaves what the Create was to adopt', async () => {
    const world = new World();
    world.rules.set('partners', RULE);
    await deleteEntity(world, request(RULE, { wanted: wanted(RULE, { adoptExisting: true }) }));
    expect(world.rules.get('partners')).toBe(RULE);
  });

  test('waits a little for a Create that was cancelled and is still on its way', async () => {
    const world = new World();
    world.asTimePasses = () => world.rules.set('partners', RULE);
    await deleteEntity(world, request(RULE));
    expect(world.rules.size).toBe(0);
  });

  test('calls nothing where the Create cannot have written, for what it was asked was no rule', async () => {
    const world = new World();
    await deleteEntity(world, request(undefined as never, { wanted: wanted(RULE, { document: {} as never }) }));
    expect(world.calls).toEqual([]);
  });
});

test('a Delete acts on the rule of its physical id, whatever the wanted say by then', async () => {
  const world = new World();
  world.rules.set('old', inboundRule('old')).set('partners', RULE);
  await deleteEntity(world, deletion(held('old')));
  expect([...world.rules.keys()]).toEqual(['partners']);
});

test('a Delete that is refused fails, unless the rule is gone', async () => {
  const world = new World().fail('Delete', 'refuse', 'accessDenied');
  world.rules.set('partners', RULE);
  await expect(deleteEntity(world, deletion())).rejects.toMatchObject({ code: 'accessDenied' });

  const cut = new World().fail('Delete', 'cutAfterWrite');
  cut.rules.set('partners', RULE);
  await deleteEntity(cut, deletion());
  expect(cut.rules.size).toBe(0);
});

test('a Delete that cannot see which resource holds the rule does not touch it', async () => {
  const world = new World();
  world.rules.set('partners', RULE);
  world.stackResources = () => Promise.reject(new Error('no answer'));
  await expect(deleteEntity(world, deletion())).rejects.toThrow('no answer');
  expect(world.rules.size).toBe(1);
});

describe('with console provisioning', () => {
  const inConsole = { wanted: wanted(RULE, { inConsole: true }), physicalId: held('partners') };

  test('a Delete never removes, and names the rule that must go first', async () => {
    const world = new World();
    world.rules.set('partners', RULE);
    await expect(deleteEntity(world, request(RULE, inConsole))).rejects.toMatchObject({
      code: 'removeInConsole',
      message: expect.stringContaining('"partners"'),
    });
    expect(world.rules.size).toBe(1);
  });

  test('a Delete succeeds once the rule is gone, or where WorkMail does not let us see', async () => {
    await deleteEntity(new World(), request(RULE, inConsole));
    await deleteEntity(new World().fail('Describe', 'refuse', 'unknownOperation'), request(RULE, inConsole));
  });
});
