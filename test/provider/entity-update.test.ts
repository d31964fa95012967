import { updateEntity } from '../../lib/provider/entity-update';
import type { LoggedUpdate } from '../../lib/provider/own-log';
import { formatPhysicalId, parsePhysicalId } from '../../lib/provider/physical-id';
import { ruleNature } from '../../lib/provider/rule-resource';
import { held, inboundRule, listed, request, World, wanted } from './support';

const BEFORE = inboundRule('partners');
const AFTER = inboundRule('partners', { BounceAction: {} });
const RENAMED = inboundRule('friends');

function update(from: typeof BEFORE, to: typeof BEFORE, physicalId = held(from.Name)) {
  return request(to, { physicalId, before: wanted(from) });
}

function hash(rule: typeof BEFORE): string {
  return ruleNature('INBOUND').hash(rule);
}

describe('an Update in place', () => {
  test('reads first and then writes: two calls', async () => {
    const world = new World();
    world.rules.set('partners', BEFORE);
    expect(await updateEntity(world, update(BEFORE, AFTER))).toEqual(held('partners'));
    expect(world.rules.get('partners')).toBe(AFTER);
    expect(world.calls).toEqual(['Describe', 'Stack', 'Update', 'List']);
    expect(world.notes).toEqual([]);
  });

  test('that is slow to come to its write looks before it, and writes nothing once it was cancelled', async () => {
    const world = new World();
    world.rules.set('partners', BEFORE);
    world.resources = [listed('Rule', 'partners', { status: 'UPDATE_IN_PROGRESS', lastUpdated: world.begun + 500 })];
    world.time = world.begun + 2000;
    await expect(updateEntity(world, update(BEFORE, AFTER))).rejects.toMatchObject({ code: 'cancelled' });
    expect(world.calls).not.toContain('Update');
  });

  test('of a rule that is as wanted writes nothing', async () => {
    const world = new World();
    world.rules.set('partners', AFTER);
    await updateEntity(world, update(BEFORE, AFTER));
    expect(world.calls).toEqual(['Describe']);
  });

  test('keeps what a person changed meanwhile, whole, in the log', async () => {
    const world = new World();
    const changed = inboundRule('partners', { MoveToJunkAction: {} }, ['by.hand.example']);
    world.rules.set('partners', changed);
    await updateEntity(world, update(BEFORE, AFTER));
    expect(world.notes).toMatchObject([{ event: 'overwritten', document: changed }]);
    expect(world.rules.get('partners')).toBe(AFTER);
  });

  test('makes a rule again that a person removed', async () => {
    const world = new World();
    await updateEntity(world, update(BEFORE, AFTER));
    expect(world.rules.get('partners')).toBe(AFTER);
  });

  test('that is cut after the write succeeds', async () => {
    const world = new World().fail('Update', 'cutAfterWrite');
    world.rules.set('partners', BEFORE);
    expect(await updateEntity(world, update(BEFORE, AFTER))).toEqual(held('partners'));
  });

  test.each([
    ['failed', { status: 'UPDATE_FAILED' }],
    ['is being rolled back', { status: 'UPDATE_IN_PROGRESS', lastUpdated: 1_000_001 }],
    ['was rolled back', { status: 'UPDATE_COMPLETE', lastUpdated: 1_000_001 }],
  ])('that CloudFormation cancelled meanwhile, so that it %s, takes its write back', async (_what, state) => {
    const world = new World();
    world.rules.set('partners', BEFORE);
    world.resources = [{ logicalId: 'Rule', ...state }];
    await expect(updateEntity(world, update(BEFORE, AFTER))).rejects.toMatchObject({ code: 'cancelled' });
    expect(world.rules.get('partners')).toBe(BEFORE);
  });

  test('stands while it is what CloudFormation waits for', async () => {
    const world = new World();
    world.rules.set('partners', BEFORE);
    world.resources = [{ logicalId: 'Rule', status: 'UPDATE_IN_PROGRESS', lastUpdated: 999_999 }];
    await updateEntity(world, update(BEFORE, AFTER));
    expect(world.rules.get('partners')).toBe(AFTER);
  });

  test('that is refused fails and says why', async () => {
    const world = new World().fail('Update', 'refuse', 'invalidInput');
    world.rules.set('partners', BEFORE);
    await expect(updateEntity(world, update(BEFORE, AFTER))).rejects.toMatchObject({ code: 'invalidInput' });
    expect(world.rules.get('partners')).toBe(BEFORE);
  });

  test('whose rule goes between reading and writing makes it again', async () => {
    const world = new World();
    world.rules.set('partners', BEFORE);
    const { update: write } = world.live;
    Object.assign(world.live, {
      update: async (...parameters: Parameters<typeof write>) => {
        world.rules.delete('partners');
        return write(...parameters);
      },
    });
    await updateEntity(world, update(BEFORE, AFTER));
    expect(world.rules.get('partners')).toBe(AFTER);
  });
});

describe('the roll-back of an Update in place', () => {
  const BY_HAND = inboundRule('partners', { MoveToJunkAction: {} }, ['b.example']);
  /** The Update from BEFORE to AFTER is taken back; `live` is what it left. */
  async function rollBack(live: typeof BEFORE | undefined, updated: LoggedUpdate | undefined, world = new World()) {
    world.isRollingBack = true;
    world.updated = updated;
    if (live) world.rules.set('partners', live);
    await updateEntity(world, update(AFTER, BEFORE));
    return world;
  }

  test('brings back what a person had made of the rule, which the Update overwrote', async () => {
    const world = await rollBack(AFTER, { documentHash: hash(AFTER), overwritten: BY_HAND, wasGone: false });
    expect(world.rules.get('partners')).toEqual(BY_HAND);
    expect(world.notes).toMatchObject([{ event: 'restored', document: BY_HAND }]);
  });

  test('brings back what was declared, if that is what was there', async () => {
    const world = await rollBack(AFTER, { documentHash: hash(AFTER), wasGone: false });
    expect(world.rules.get('partners')).toEqual(BEFORE);
  });

  test('removes the rule that the Update had made anew', async () => {
    const world = await rollBack(AFTER, { documentHash: hash(AFTER), wasGone: true });
    expect(world.rules.size).toBe(0);
  });

  test('leaves alone what the Update did not write', async () => {
    const world = await rollBack(BY_HAND, undefined);
    expect(world.rules.get('partners')).toEqual(BY_HAND);
    expect(world.calls).toEqual(['Describe', 'Stack']);
  });

  test('waits for the log, and is content with what is declared where it does not tell', async () => {
    const earlier = { documentHash: hash(BEFORE), overwritten: BY_HAND, wasGone: false };
    const world = await rollBack(AFTER, earlier);
    expect(world.rules.get('partners')).toEqual(BEFORE);
    expect(world.time - world.begun).toBeGreaterThan(10_000);

    const late = new World();
    late.asTimePasses = () => {
      late.updated = { documentHash: hash(AFTER), overwritten: BY_HAND, wasGone: false };
    };
    await rollBack(AFTER, earlier, late);
    expect(late.rules.get('partners')).toEqual(BY_HAND);
  });

  test('comes to its end where WorkMail does not take back what a person had made', async () => {
    const world = new World().fail('Update', 'refuse', 'invalidInput');
    await rollBack(AFTER, { documentHash: hash(AFTER), overwritten: BY_HAND, wasGone: false }, world);
    expect(world.rules.get('partners')).toEqual(BEFORE);
    expect(world.notes).toMatchObject([{ event: 'notRestored', document: BY_HAND }]);
  });

  test('writes nothing that is no rule, whoever wrote it into the log', async () => {
    const overwritten = { ...BY_HAND, Condition: {} };
    const world = await rollBack(AFTER, { documentHash: hash(AFTER), overwritten, wasGone: false });
    expect(world.rules.get('partners')).toEqual(BEFORE);
  });

  test('of a switch to the API removes the rule that nobody had entered in the console', async () => {
    const world = new World();
    const physicalId = held('partners');
    const before = wanted(BEFORE, { inConsole: true });
    await updateEntity(world, request(AFTER, { physicalId, before }));
    expect(world.rules.size).toBe(1);
    world.isRollingBack = true;
    world.updated = { documentHash: hash(AFTER), wasGone: true };
    await updateEntity(world, request(BEFORE, { physicalId, wanted: before, before: wanted(AFTER) }));
    expect(world.rules.size).toBe(0);
  });
});

describe('a rename', () => {
  test('that did not come about leaves the rule as a person changed it, when it is rolled back', async () => {
    const world = new World();
    const changed = inboundRule('partners', { MoveToJunkAction: {} });
    world.rules.set('partners', changed);
    world.rules.set('friends', inboundRule('friends', { DropAction: {} }));
    await expect(updateEntity(world, update(BEFORE, RENAMED))).rejects.toMatchObject({ code: 'ruleExists' });
    const back = { ...update(RENAMED, BEFORE, held('partners')), requestId: 'request-2' };
    expect(await updateEntity(world, back)).toEqual(held('partners'));
    expect(world.rules.get('partners')).toBe(changed);
  });

  test('that did not come about leaves gone the rule that somebody removed, when it is rolled back', async () => {
    const world = new World();
    expect(await updateEntity(world, update(RENAMED, BEFORE, held('partners')))).toEqual(held('partners'));
    expect(world.rules.size).toBe(0);
  });

  test('whose answer CloudFormation did not take is taken back by the roll-back', async () => {
    const world = new World();
    world.rules.set('partners', BEFORE);
    const physicalId = await updateEntity(world, update(BEFORE, RENAMED));
    world.isRollingBack = true;
    world.updated = { documentHash: hash(RENAMED), wasGone: false, physicalId };
    expect(await updateEntity(world, update(RENAMED, BEFORE, held('partners')))).toEqual(held('partners'));
    expect([...world.rules.keys()]).toEqual(['partners']);
  });

  test('is not taken back where the new rule is somebody else’s, or held by another resource', async () => {
    const world = new World();
    world.rules.set('partners', BEFORE);
    world.rules.set('friends', RENAMED);
    world.isRollingBack = true;
    world.updated = { documentHash: hash(RENAMED), wasGone: false };
    await updateEntity(world, update(RENAMED, BEFORE, held('partners')));
    world.updated = { ...world.updated, physicalId: held('friends') };
    world.resources = [listed('Other', 'friends')];
    await updateEntity(world, update(RENAMED, BEFORE, held('partners')));
    expect([...world.rules.keys()]).toEqual(['partners', 'friends']);
  });

  test('that begins after the stack was rolled back takes its write back', async () => {
    const world = new World();
    world.rules.set('partners', BEFORE);
    world.resources = [{ ...listed('Rule', 'partners'), status: 'UPDATE_IN_PROGRESS', lastUpdated: world.begun - 1 }];
    world.isRollingBack = true;
    await expect(updateEntity(world, update(BEFORE, RENAMED))).rejects.toMatchObject({ code: 'cancelled' });
    expect([...world.rules.keys()]).toEqual(['partners']);
  });

  test('that was accepted and is delivered again in a later roll-back stands', async () => {
    const world = new World();
    world.rules.set('partners', BEFORE);
    world.resources = [listed('Rule', 'friends', { status: 'UPDATE_COMPLETE' })];
    world.isRollingBack = true;
    expect(await updateEntity(world, update(BEFORE, RENAMED))).toMatchObject({ identity: { name: 'friends' } });
    expect(world.rules.has('friends')).toBe(true);
  });

  test('makes the new rule before the old one goes, and remembers what it replaced', async () => {
    const world = new World();
    world.rules.set('partners', BEFORE);
    const physicalId = await updateEntity(world, update(BEFORE, RENAMED));
    expect(formatPhysicalId(physicalId)).toMatch(/^after-[0-9a-f]{16}-[0-9a-f]{16}:m-[0-9a-f]{32}\/inbound\/friends$/);
    expect([...world.rules.keys()]).toEqual(['partners', 'friends']);
  });

  test('that is rolled back returns to its own rule, which still stands', async () => {
    const world = new World();
    world.rules.set('partners', BEFORE);
    const renamed = await updateEntity(world, update(BEFORE, RENAMED));
    const remembered = parsePhysicalId(formatPhysicalId(renamed));
    const back = await updateEntity(world, { ...update(RENAMED, BEFORE, remembered), requestId: 'request-2' });
    expect(back.identity.name).toBe('partners');
    expect(back.state.kind).toBe('held');
    expect(world.rules.get('partners')).toBe(BEFORE);
  });

  test('that is rolled back returns to its own rule also where a person had changed it, and leaves it so', async () => {
    const world = new World();
    const edited = inboundRule('partners', { MoveToJunkAction: {} });
    world.rules.set('partners', edited);
    const renamed = await updateEntity(world, update(BEFORE, RENAMED));
    for (const adoptExisting of [false, true]) {
      const back = { ...update(RENAMED, BEFORE, renamed), wanted: wanted(BEFORE, { adoptExisting }) };
      const { state } = await updateEntity(world, { ...back, requestId: `back ${adoptExisting}` });
      expect(state.kind).toBe('held');
      expect(world.rules.get('partners')).toBe(edited);
    }
  });

  test('back, long after, to a name that another rule has by now fails', async () => {
    const world = new World();
    world.rules.set('partners', BEFORE);
    const renamed = await updateEntity(world, update(BEFORE, RENAMED));
    const theirs = inboundRule('partners', { MoveToJunkAction: {} });
    world.rules.set('partners', theirs);
    const back = { ...update(RENAMED, BEFORE, renamed), requestId: 'request-2' };
    await expect(updateEntity(world, back)).rejects.toMatchObject({ code: 'ruleExists' });
    expect(world.rules.get('partners')).toBe(theirs);
  });

  test('to the name of somebody else’s rule fails and leaves it', async () => {
    const world = new World();
    world.rules.set('partners', BEFORE);
    world.rules.set('friends', RENAMED);
    await expect(updateEntity(world, update(BEFORE, RENAMED))).rejects.toMatchObject({ code: 'ruleExists' });
    expect([...world.rules.values()]).toEqual([BEFORE, RENAMED]);
  });

  test('by letter case alone is refused', async () => {
    const world = new World();
    world.rules.set('partners', BEFORE);
    await expect(updateEntity(world, update(BEFORE, inboundRule('Partners')))).rejects.toMatchObject({
      code: 'renameByLetterCase',
      message: expect.stringContaining('two deployments'),
    });
    expect(world.calls).toEqual([]);
  });

  test('to a name that another resource of the stack held takes that rule over', async () => {
    const world = new World();
    world.rules.set('partners', BEFORE).set('friends', RENAMED);
    world.resources = [listed('Other', 'friends'), listed('Rule', 'partners')];
    expect((await updateEntity(world, update(BEFORE, RENAMED))).identity.name).toBe('friends');
  });
});

describe('provisioning', () => {
  test('a switch from the API to the console leaves the live rule', async () => {
    const world = new World();
    world.rules.set('partners', BEFORE);
    const physicalId = held('partners');
    const inConsole = wanted(AFTER, { inConsole: true });
    expect(await updateEntity(world, request(AFTER, { physicalId, wanted: inConsole }))).toEqual(physicalId);
    expect(world.rules.get('partners')).toBe(BEFORE);
  });

  test('a rename to a rule that nobody has entered yet is refused: its predecessor would go', async () => {
    const world = new World();
    world.rules.set('partners', BEFORE);
    const inConsole = { ...update(BEFORE, RENAMED), wanted: wanted(RENAMED, { inConsole: true }) };
    await expect(updateEntity(world, inConsole)).rejects.toMatchObject({
      code: 'renameIntoConsole',
      message: expect.stringMatching(/"friends".*would remove "partners".*in one deployment/),
    });
    world.rules.set('friends', RENAMED);
    expect(await updateEntity(world, inConsole)).toMatchObject({ identity: { name: 'friends' } });
  });

  test('the roll-back of a rename out of the console returns to the rule that nobody has entered', async () => {
    const world = new World();
    const before = wanted(BEFORE, { inConsole: true });
    const physicalId = await updateEntity(world, request(RENAMED, { physicalId: held('partners'), before }));
    expect(world.rules.has('friends')).toBe(true);
    const back = { physicalId, wanted: before, before: wanted(RENAMED) };
    expect(await updateEntity(world, request(BEFORE, back))).toMatchObject({ identity: { name: 'partners' } });
  });

  test('a switch from the console to the API takes over the rule that was entered', async () => {
    const world = new World();
    world.rules.set('partners', BEFORE);
    const before = wanted(BEFORE, { inConsole: true });
    await updateEntity(world, request(BEFORE, { physicalId: held('partners'), before }));
    expect(world.calls).toEqual(['Describe']);
  });

  test('a switch from the console to the API fails if the rule that was entered differs', async () => {
    const world = new World();
    world.rules.set('partners', AFTER);
    const before = wanted(BEFORE, { inConsole: true });
    await expect(updateEntity(world, request(BEFORE, { physicalId: held('partners'), before }))).rejects.toMatchObject({
      code: 'consoleRuleDifferent',
    });
    expect(world.rules.get('partners')).toBe(AFTER);
  });
});
