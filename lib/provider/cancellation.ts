import type { EntityRequest, EntityWorld } from './entity-request';
import { Failure } from './failure';
import { identityHash, replacedBy, sameIdentity } from './physical-id';
import type { StackResource } from './stack-resources';

/**
 * When a resource of a stack fails, CloudFormation cancels the others that are under way and begins to roll back, while
 * their functions still run: the Delete, or the Update back, can read before the cancelled request writes. So whoever
 * has written looks whether it was cancelled meanwhile, and takes its write back. A cancellation that comes after this
 * look is followed by a request that finds the write. A request can also be late: CloudFormation had cancelled it before
 * it began to be served.
 */
export async function undoIfCancelled(
  world: Pick<EntityWorld<unknown>, 'stackResources' | 'stackState' | 'sentBefore' | 'note'>,
  request: EntityRequest<unknown>,
  undo: () => Promise<void>,
): Promise<void> {
  if (!(await isCancelled(world, request))) return;
  const isUndone = await undo().then(
    () => true,
    (error: Error) => world.note('notUndone', { reason: error.message }),
  );
  throw new Failure(
    CANCELLED,
    `CloudFormation cancelled this request while it was served; what it wrote is ${isUndone ? '' : 'not '}undone. Look at the resource that failed first.`,
    !isUndone,
  );
}

/** What is written within this time comes before CloudFormation has begun to roll back, or nearly so. */
const PROMPT_MILLISECONDS = 1000;

/** A request that is slow to come to its write looks before it as well, so that what is undone is not in force meanwhile. */
export async function refuseIfCancelled(
  world: Pick<EntityWorld<unknown>, 'stackResources' | 'stackState' | 'sentBefore' | 'begun' | 'now' | 'note'>,
  request: EntityRequest<unknown>,
): Promise<void> {
  if (world.now() - world.begun < PROMPT_MILLISECONDS || !(await isCancelled(world, request))) return;
  throw new Failure(
    CANCELLED,
    'CloudFormation cancelled this request before it wrote anything. Look at the resource that failed first.',
  );
}

async function isCancelled(
  world: Pick<EntityWorld<unknown>, 'stackResources' | 'stackState' | 'sentBefore' | 'note'>,
  request: EntityRequest<unknown>,
): Promise<boolean> {
  // Without an answer nothing speaks for a cancellation.
  const resources = await world.stackResources().catch(() => undefined);
  if (!resources) return false;
  const own = resources.find(({ logicalId }) => logicalId === request.logicalId);
  const isOver = own !== undefined && saysCancelled(own, request, world.sentBefore);
  if (!isOver && !(await isLate(world, own, request))) return false;
  world.note('cancelled', { status: own?.status ?? 'not listed' });
  return true;
}

const CANCELLED = 'cancelled';

export function isCancellation(error: unknown): boolean {
  return error instanceof Failure && error.code === CANCELLED;
}

/**
 * Of a request that makes an entity with a new identity: whether CloudFormation is done with it already. A roll-back makes
 * none, but for the return to the one that was replaced.
 */
async function isLate(
  { stackState }: Pick<EntityWorld<unknown>, 'stackState'>,
  own: StackResource | undefined,
  { physicalId, wanted: { identity } }: EntityRequest<unknown>,
): Promise<boolean> {
  if (own?.status === 'CREATE_IN_PROGRESS') return false;
  const isHeld = (id: typeof physicalId) => id?.state.kind === 'held' && sameIdentity(id.identity, identity);
  // In place, or accepted before: the request was delivered again.
  if (isHeld(physicalId) || isHeld(own?.physicalId)) return false;
  const replaced = replacedBy(physicalId);
  if (replaced?.identity === identityHash(identity)) return false;
  return (await stackState().catch(() => undefined))?.isTakenBack ?? false;
}

/** A roll-back's Update has the same status as the one that it takes back, but a later time. */
function saysCancelled(
  { status, lastUpdated = 0 }: StackResource,
  { physicalId }: EntityRequest<unknown>,
  sentBefore: number,
): boolean {
  if (/^DELETE_|FAILED$/.test(status)) return true;
  const isUpdate = physicalId !== undefined;
  return isUpdate && /^UPDATE_/.test(status) && lastUpdated > sentBefore;
}
