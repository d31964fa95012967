import type { EntityRequest, EntityWorld } from './entity-request';
import { findHolder } from './entity-request';
import { Failure } from './failure';
import type { Identity } from './physical-id';
import { CallError } from './sender';
import { nameOf, refuse } from './sentences';
import { requireStackResources } from './stack-resources';

export async function deleteEntity<Document>(
  world: EntityWorld<Document>,
  request: EntityRequest<Document>,
): Promise<void> {
  const { nature } = world;
  const { wanted, physicalId } = request;
  if (!physicalId) return deleteUnanswered(world, request);
  const { identity, state } = physicalId;
  if (state.kind === 'notWritten') return;
  if (wanted.inConsole) return refuseWhileLive(world, identity);
  if (await isHeldElsewhere(world, request, identity)) return;
  const live = await readWhatIsLeft(world, identity);
  if (!live) return;
  if (state.kind === 'unknown') return removeIfWritten(world, identity, live, state.documentHash);
  const isChanged = !nature.same(live, wanted.document);
  if (isChanged && nature.isTakenByChange) return world.note('leftUnequal', { identity, document: live });
  if (isChanged) world.note('removedChanged', { identity, document: live });
  await remove(world, identity);
}

/** How long a Create that was cancelled while it was served is given to write, which it then takes back by itself. */
const PATIENCE_MILLISECONDS = 3000;
/** How long it is given to say that what stands there is not its own. */
const LONG_PATIENCE_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 500;

/**
 * CloudFormation made up the physical id: it took no answer of the Create, which crashed, or was cancelled and may still
 * be on its way, with the rights that last until this Delete is answered. An entity like the declared one can be what it
 * wrote, or somebody else's, at which it failed: its own log tells.
 */
async function deleteUnanswered<Document>(
  world: EntityWorld<Document>,
  request: EntityRequest<Document>,
): Promise<void> {
  const { nature } = world;
  const { identity, document, inConsole, adoptExisting } = request.wanted;
  if (inConsole || adoptExisting || nature.problems(document).length > 0) return;
  if (await isHeldElsewhere(world, request, identity)) return;
  for (let waited = 0; ; waited += POLL_MILLISECONDS) {
    const live = await readWhatIsLeft(world, identity);
    if (live && !nature.same(live, document)) return world.note('leftUnequal', { identity, document: live });
    if (!live && waited >= PATIENCE_MILLISECONDS) return;
    if (live) {
      const created = await world.loggedCreation(request.logicalId);
      if (created?.state.kind === 'notWritten') return world.note('leftToOthers', { identity });
      if (created || waited >= LONG_PATIENCE_MILLISECONDS) return remove(world, identity);
    }
    await world.sleep(POLL_MILLISECONDS);
  }
}

/** With its organization everything in it is gone: a stack that is destroyed after it must come to its end. */
async function readWhatIsLeft<Document>(
  { live, nature, note }: EntityWorld<Document>,
  identity: Identity,
): Promise<Document | undefined> {
  try {
    return await live.read(identity);
  } catch (error) {
    if (!(error instanceof CallError) || error.meaning !== 'organizationNotFound') refuse(error, identity, nature);
    note('organizationGone', { identity });
    return undefined;
  }
}

/** Acts on what a failed Create may have written; what differs from it is somebody else's. */
async function removeIfWritten<Document>(
  world: EntityWorld<Document>,
  identity: Identity,
  live: Document,
  hash: string,
): Promise<void> {
  if (world.nature.hash(live) === hash) await remove(world, identity);
  else world.note('leftUnequal', { identity, document: live });
}

async function isHeldElsewhere<Document>(
  world: EntityWorld<Document>,
  request: EntityRequest<Document>,
  identity: Identity,
): Promise<boolean> {
  const resources = await requireStackResources(world, `whether the ${nameOf(identity)} is of this stack`);
  const holder = findHolder(resources, request, identity);
  if (holder) world.note('leftToItsHolder', { identity, holder: holder.logicalId });
  return holder !== undefined;
}

async function remove<Document>(world: EntityWorld<Document>, identity: Identity): Promise<void> {
  try {
    await world.live.remove(identity);
  } catch (error) {
    const stillThere = await world.live.read(identity).catch(() => true);
    if (stillThere) refuse(error, identity, world.nature);
  }
}

/** With console provisioning a person removes the rule; the function behind it must not go first. */
async function refuseWhileLive<Document>(world: EntityWorld<Document>, identity: Identity): Promise<void> {
  const live = await world.live.read(identity).catch(() => undefined);
  if (!live) return;
  throw new Failure(
    'removeInConsole',
    `The ${nameOf(identity)} was entered in the WorkMail console and is still in force. Remove it there, then delete again.`,
  );
}
