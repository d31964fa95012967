import { showValue } from '../rules';
import { isCancellation, refuseIfCancelled, undoIfCancelled } from './cancellation';
import { bringIntoBeing, write } from './entity-creation';
import type { EntityRequest, EntityWorld } from './entity-request';
import { Failure } from './failure';
import {
  type EntityState,
  type Identity,
  identityHash,
  type PhysicalId,
  type Replaced,
  replacedBy,
  sameIdentity,
} from './physical-id';
import { broughtBack, removeAgain, removeUnanswered } from './roll-back';
import { CallError } from './sender';
import { nameOf, refuse, showDifferences } from './sentences';

export async function updateEntity<Document>(
  world: EntityWorld<Document>,
  request: EntityRequest<Document>,
): Promise<PhysicalId> {
  const { wanted, physicalId } = request;
  const { identity } = wanted;
  if (physicalId?.state.kind === 'held' && sameIdentity(physicalId.identity, identity)) {
    if (wanted.inConsole) await takeBackCreation(world, request);
    else if (!(await wasLeftAlone(world, request))) await changeInPlace(world, request);
    return physicalId;
  }
  refuseRenameByLetterCase(physicalId, identity);
  if (wanted.inConsole) await refuseRenameIntoConsole(world, request);
  const state = (await returnToOwn(world, request)) ?? (await bringIntoBeing(world, request));
  const replaced = physicalId?.state.kind === 'held' && (await remember(world, physicalId.identity));
  return { identity, state: { ...state, ...(replaced && { replaced }) } as EntityState };
}

/**
 * The roll-back of a rename that did not come about: the entity that CloudFormation still has the id of was not touched,
 * and is to stay as it is, which may be as a person had changed it, or gone.
 */
async function wasLeftAlone<Document>(
  world: EntityWorld<Document>,
  request: EntityRequest<Document>,
): Promise<boolean> {
  const { before, wanted } = request;
  if (!before || sameIdentity(before.identity, wanted.identity)) return false;
  await removeUnanswered(world, request);
  world.note('leftAlone', { identity: wanted.identity });
  return true;
}

/**
 * In the roll-back of a rename the old entity still stands, and is to stay as it was left, which may be as a person had
 * changed it: neither written nor compared with what is declared.
 */
async function returnToOwn<Document>(
  { live, nature, note }: EntityWorld<Document>,
  { physicalId, wanted: { identity } }: EntityRequest<Document>,
): Promise<EntityState | undefined> {
  const replaced = replacedBy(physicalId);
  if (!replaced?.document || replaced.identity !== identityHash(identity)) return undefined;
  const present = await live.read(identity).catch(() => undefined);
  if (!present || nature.hash(present) !== replaced.document) return undefined;
  note('returnedTo', { identity });
  return { kind: 'held' };
}

async function remember<Document>({ live, nature }: EntityWorld<Document>, identity: Identity): Promise<Replaced> {
  const present = await live.read(identity).catch(() => undefined);
  return { identity: identityHash(identity), ...(present && { document: nature.hash(present) }) };
}

function refuseRenameByLetterCase(physicalId: PhysicalId | undefined, identity: Identity): void {
  if (!physicalId || physicalId.identity.name === identity.name) return;
  const onlyCase = sameIdentity(
    { ...physicalId.identity, name: physicalId.identity.name.toLowerCase() },
    { ...identity, name: identity.name.toLowerCase() },
  );
  if (!onlyCase) return;
  throw new Failure(
    'renameByLetterCase',
    `The new name ${showValue(identity.name)} differs from ${showValue(physicalId.identity.name)} only in letter case; whether WorkMail tells the two apart is not documented. Rename in two deployments, by way of another name.`,
  );
}

/**
 * After the update CloudFormation removes what had the old name: mail would have no rule until a person has entered the
 * one with the new name. A roll-back to a name that was never entered is let through.
 */
async function refuseRenameIntoConsole<Document>(
  { live, nature }: EntityWorld<Document>,
  { physicalId, before, wanted: { identity } }: EntityRequest<Document>,
): Promise<void> {
  if (!before || before.inConsole) return;
  const replaced = replacedBy(physicalId);
  if (replaced?.identity === identityHash(identity) && !replaced.document) return;
  if (await live.read(identity).catch((error) => refuse(error, identity, nature))) return;
  throw new Failure(
    'renameIntoConsole',
    `The ${nameOf(identity)} is to be entered in the console and is not there yet, and this deployment would remove ${showValue(before.identity.name)}, which it replaces. Switch to the console in one deployment, which leaves the rule as it is, and rename it in another; or enter the new one first.`,
  );
}

async function changeInPlace<Document>(world: EntityWorld<Document>, request: EntityRequest<Document>): Promise<void> {
  const { nature } = world;
  const { wanted, before } = request;
  const { identity, document } = wanted;
  const live = await world.live.read(identity).catch((error) => refuse(error, identity, nature));
  if (!live) {
    if (await isBroughtBack(world, request, live)) return;
    world.note('wasGone', { identity });
    await write(world, request);
    return;
  }
  const equal = nature.same(live, document);
  if (equal && nature.isReadableWhole) return;
  if (await isBroughtBack(world, request, live)) return;
  if (!equal && before?.inConsole) {
    throw new Failure(
      'consoleRuleDifferent',
      `The ${nameOf(identity)} that was entered in the console is not as declared: ${showDifferences(nature, live, document)}. Declare it as it is, deploy, and change it in the next deployment.`,
    );
  }
  if (!equal && before && !nature.same(live, before.document)) world.note('overwritten', { identity, document: live });
  const refreshes = equal && before !== undefined && nature.sameUnreadable?.(before.document, document);
  await update(world, request, live).catch((error: Error) => {
    if (!refreshes || isCancellation(error)) throw error;
    // Such as the roll-back of an update that was refused: all that was to be changed is as it was.
    world.note('notRefreshed', { identity, reason: error.message });
  });
}

/** In a roll-back: whether the entity is as it was before the deployment, which need not be as it was declared. */
async function isBroughtBack<Document>(
  world: EntityWorld<Document>,
  request: EntityRequest<Document>,
  live: Document | undefined,
): Promise<boolean> {
  const { wanted } = request;
  const { identity } = wanted;
  const back = await broughtBack(world, request, async () => live);
  if (!back) return false;
  if (back.kind === 'asItIs' || !live) {
    world.note('leftAlone', { identity });
    return true;
  }
  if (back.kind === 'gone') return removeAgain(world, identity);
  const { document } = back;
  try {
    await update(world, { ...request, wanted: { ...wanted, document } }, live);
  } catch (error) {
    if (isCancellation(error)) throw error;
    // Such as a function that is gone: a roll-back must come to its end, so the declared one has to do.
    world.note('notRestored', { identity, document, reason: (error as Error).message });
    return false;
  }
  world.note('restored', { identity, document });
  return true;
}

/** The roll-back of a switch from the console to the API, which had made a rule that nobody had entered. */
async function takeBackCreation<Document>(world: EntityWorld<Document>, request: EntityRequest<Document>) {
  const { identity } = request.wanted;
  const back = await broughtBack(world, request, () => world.live.read(identity).catch(() => undefined));
  if (back?.kind === 'gone') await removeAgain(world, identity);
}

async function update<Document>(
  world: EntityWorld<Document>,
  request: EntityRequest<Document>,
  live: Document,
): Promise<void> {
  const { nature } = world;
  const { identity, document } = request.wanted;
  await refuseIfCancelled(world, request);
  try {
    await world.live.update(identity, document);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const after = await world.live.read(identity).catch(() => refuse(error, identity, nature));
    if (!after) {
      world.note('wasGone', { identity });
      await write(world, request);
      return;
    }
    if (!nature.isReadableWhole || !nature.same(after, document)) refuse(error, identity, nature);
  }
  const restored = nature.restored(live, request.before?.document);
  await undoIfCancelled(world, request, () => world.live.update(identity, restored));
}
