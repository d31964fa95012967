import type { EntityRequest, EntityWorld } from './entity-request';
import { Failure } from './failure';
import type { StackResource } from './stack-resources';

/**
 * When a resource of a stack fails, CloudFormation cancels the others that are under way and begins to roll back, while
 * their functions still run: the Delete, or the Update back, can read before the cancelled request writes. So whoever
 * has written looks whether it was cancelled meanwhile, and takes its write back. A cancellation that comes after this
 * look is followed by a request that finds the write.
 */
export async function undoIfCancelled(
  world: Pick<EntityWorld<unknown>, 'stackResources' | 'begun' | 'note'>,
  request: EntityRequest<unknown>,
  undo: () => Promise<void>,
): Promise<void> {
  // Without an answer nothing speaks for a cancellation, and the write stands.
  const resources = await world.stackResources().catch(() => []);
  const own = resources.find(({ logicalId }) => logicalId === request.logicalId);
  if (!own || !isCancelled(own, request, world.begun)) return;
  world.note('cancelled', { status: own.status });
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

const CANCELLED = 'cancelled';

export function isCancellation(error: unknown): boolean {
  return error instanceof Failure && error.code === CANCELLED;
}

/** A roll-back's Update has the same status as the one that it takes back, but a later time. */
function isCancelled(
  { status, lastUpdated = 0 }: StackResource,
  { physicalId }: EntityRequest<unknown>,
  begun: number,
): boolean {
  if (/^DELETE_|FAILED$/.test(status)) return true;
  const isUpdate = physicalId !== undefined;
  return isUpdate && /^UPDATE_/.test(status) && lastUpdated > begun;
}
