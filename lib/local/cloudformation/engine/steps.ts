import { isDeepStrictEqual } from 'node:util';
import { NothingChanged, ResourceFailure } from '../errors';
import type { ResourceType } from '../resources/resource-type';
import type { ResourceState } from '../state';
import type { Properties } from '../template/document';
import type { Operation } from './operation';

/** What one operation does to one resource. Each records how it went, and throws if it went wrong. */

export async function createResource(operation: Operation, wanted: ResourceState): Promise<void> {
  const begun = operation.record(wanted, 'CREATE_IN_PROGRESS');
  try {
    const outcome = await operation.engine.typeOf(wanted.type).create(operation.request(wanted, true));
    const created = operation.record({ ...begun, ...outcome }, 'CREATE_COMPLETE');
    operation.note('CREATE', created);
  } catch (error) {
    const physicalId = error instanceof ResourceFailure ? error.physicalId : undefined;
    operation.record({ ...begun, physicalId }, 'CREATE_FAILED', messageOf(error));
    operation.note('CREATE', begun, messageOf(error));
    throw error;
  }
}

const REPLACING = 'Requested update requires the creation of a new physical resource; hence creating one.';

/** Updates a resource, or makes another one that takes its place; the old one is left for the clean-up. */
export async function changeResource(
  operation: Operation,
  present: ResourceState,
  wanted: ResourceState,
): Promise<void> {
  const type = operation.engine.typeOf(wanted.type);
  const isReplacement = isReplacedBy(type, present.properties, wanted.properties);
  const { physicalId, attributes } = present;
  const begun = operation.record(
    { ...wanted, physicalId, attributes },
    'UPDATE_IN_PROGRESS',
    isReplacement ? REPLACING : undefined,
  );
  try {
    const outcome = isReplacement
      ? await type.create(operation.request(wanted, true))
      : await type.update(operation.presentRequest(wanted, present, true));
    const changed = operation.record({ ...begun, ...outcome }, 'UPDATE_COMPLETE');
    const isOther = outcome.physicalId !== physicalId;
    operation.note(isOther ? 'REPLACE' : 'UPDATE', changed);
    if (isOther) supersede(operation, present, wanted.updateReplacePolicy === 'Delete');
  } catch (error) {
    // a replacement that failed has changed nothing; an update may have
    const left = isReplacement || error instanceof NothingChanged ? present : begun;
    operation.record(left, 'UPDATE_FAILED', messageOf(error));
    operation.note(isReplacement ? 'REPLACE' : 'UPDATE', begun, messageOf(error));
    throw error;
  }
}

/** Makes a resource again what it was, in the roll-back of an update. */
export async function revertResource(operation: Operation, now: ResourceState, was: ResourceState): Promise<void> {
  const { stack } = operation;
  if (now.physicalId === was.physicalId && isDeepStrictEqual(now.properties, was.properties)) {
    stack.resources[was.logicalId] = was;
    return;
  }
  const type = operation.engine.typeOf(was.type);
  if (isReplacedBy(type, now.properties, was.properties)) {
    reinstate(operation, was.logicalId, was.physicalId);
    supersede(operation, now, true);
    operation.record(was, 'UPDATE_COMPLETE');
    return;
  }
  operation.record(now, 'UPDATE_IN_PROGRESS');
  try {
    // a custom resource that has got another id is updated under that id; the id that it answers with stays
    const outcome = await type.update(operation.presentRequest(was, now));
    reinstate(operation, was.logicalId, outcome.physicalId);
    if (outcome.physicalId !== now.physicalId) supersede(operation, now, true);
    operation.record({ ...was, ...outcome }, 'UPDATE_COMPLETE');
  } catch (error) {
    operation.record(now, 'UPDATE_FAILED', messageOf(error));
    operation.note('UPDATE', now, messageOf(error));
    throw error;
  }
}

/** Removes a physical resource, if there is one. Throws if that fails. */
export async function deleteResource(operation: Operation, resource: ResourceState, attempts = 1): Promise<void> {
  const report = isHeld(operation, resource) ? operation.record.bind(operation) : operation.tell.bind(operation);
  for (let attempt = 1; ; attempt++) {
    report(resource, 'DELETE_IN_PROGRESS');
    try {
      const type = operation.engine.typeOf(resource.type);
      if (resource.physicalId !== undefined) await type.delete(operation.presentRequest(resource, resource));
      report(resource, 'DELETE_COMPLETE');
      if (resource.physicalId !== undefined) operation.note('DELETE', resource);
      return;
    } catch (error) {
      report(resource, 'DELETE_FAILED', messageOf(error));
      if (attempt < attempts) continue;
      operation.note('DELETE', resource, messageOf(error));
      throw error;
    }
  }
}

/** Leaves a resource where it is, and forgets it. */
export function retainResource(operation: Operation, resource: ResourceState): void {
  if (isHeld(operation, resource)) operation.record(resource, 'DELETE_SKIPPED');
  else operation.tell(resource, 'DELETE_SKIPPED');
  operation.note('RETAIN', resource);
}

/** Is it the one that the stack has under its logical id, and not one that was replaced? */
export function isHeld({ stack }: Operation, { logicalId, physicalId }: ResourceState): boolean {
  return stack.resources[logicalId]?.physicalId === physicalId;
}

function isReplacedBy({ replaceOn }: ResourceType, present: Properties, wanted: Properties): boolean {
  return replaceOn.some((name) => !isDeepStrictEqual(present[name], wanted[name]));
}

function supersede(operation: Operation, resource: ResourceState, isDeleted: boolean): void {
  if (isDeleted) operation.stack.leftovers = [...operation.stack.leftovers, resource];
  else retainResource(operation, resource);
}

/** Takes a physical resource back from what the clean-up is to delete. */
function reinstate({ stack }: Operation, logicalId: string, physicalId: string | undefined): void {
  stack.leftovers = stack.leftovers.filter(
    (leftover) => leftover.logicalId !== logicalId || leftover.physicalId !== physicalId,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
