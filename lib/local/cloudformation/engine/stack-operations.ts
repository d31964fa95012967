import type { ResourceState } from '../state';
import type { Blueprint } from '../template/blueprint';
import type { Template } from '../template/document';
import { bringAbout } from './bring-about';
import { cleanUp, listed } from './clean-up';
import { runInOrder } from './in-order';
import type { Operation } from './operation';
import { revertResource } from './steps';

/** What a stack is to become. */
export interface Target {
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
  readonly blueprint: Blueprint;
}

export async function createStack(operation: Operation, target: Target): Promise<void> {
  operation.setStack('CREATE_IN_PROGRESS', 'User Initiated');
  const failure = await bringAbout(operation, target.blueprint);
  if (failure === undefined) operation.setStack('CREATE_COMPLETE');
  else await rollBackCreation(operation, failure);
}

async function rollBackCreation(operation: Operation, reason: string): Promise<void> {
  operation.setStack('ROLLBACK_IN_PROGRESS', `${reason} Rollback requested by user.`);
  const { failed } = await cleanUp(operation, presentIn(operation), {
    isRetained: ({ deletionPolicy }) => deletionPolicy === 'Retain',
    afterFailure: 'leaveDependents',
  });
  if (failed.length === 0) operation.setStack('ROLLBACK_COMPLETE');
  else operation.setStack('ROLLBACK_FAILED', `The following resource(s) failed to delete: ${listed(failed)}.`);
}

// ---- update -------------------------------------------------------------------------------------

export async function updateStack(operation: Operation, target: Target): Promise<void> {
  const { stack } = operation;
  const { template, parameters, resources, outputs, imports } = stack;
  stack.before = { template, parameters, resources: { ...resources }, outputs, imports };
  Object.assign(stack, { template: target.template, parameters: target.parameters });
  operation.setStack('UPDATE_IN_PROGRESS', 'User Initiated');
  const failure = await bringAbout(operation, target.blueprint);
  if (failure !== undefined) {
    operation.setStack('UPDATE_ROLLBACK_IN_PROGRESS', failure);
    return rollBackUpdate(operation);
  }
  stack.before = undefined;
  operation.setStack('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  const unwanted = presentIn(operation).filter(({ logicalId }) => !target.blueprint.resources.has(logicalId));
  const reason = await finishUpdate(operation, unwanted, ({ deletionPolicy }) => deletionPolicy !== 'Delete');
  operation.setStack('UPDATE_COMPLETE', reason);
}

/** Goes back to what the stack was before its update; also goes on with a roll-back that failed. */
export async function rollBackUpdate(operation: Operation): Promise<void> {
  const { stack } = operation;
  const { before } = stack;
  if (!before) return;
  const failed: ResourceState[] = [];
  const revert = async (was: ResourceState) => {
    const now = stack.resources[was.logicalId] ?? was;
    await revertResource(operation, now, was).catch((error) => {
      failed.push(was);
      throw error;
    });
  };
  const dependenciesOf = ({ dependencies }: ResourceState) =>
    dependencies.flatMap((name) => before.resources[name] ?? []);
  await runInOrder(Object.values(before.resources), dependenciesOf, revert, 'leaveDependents');
  if (failed.length > 0) {
    return operation.setStack(
      'UPDATE_ROLLBACK_FAILED',
      `The following resource(s) failed to update: ${listed(failed)}.`,
    );
  }
  const { resources, ...rest } = before;
  Object.assign(stack, { ...rest, before: undefined });
  operation.setStack('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  const unwanted = presentIn(operation).filter(({ logicalId }) => !resources[logicalId]);
  const reason = await finishUpdate(operation, unwanted, ({ deletionPolicy }) => deletionPolicy === 'Retain');
  operation.setStack('UPDATE_ROLLBACK_COMPLETE', reason);
}

/** CloudFormation tries three times to remove what an update left, then goes on without. */
const CLEAN_UP_ATTEMPTS = 3;

/**
 * Removes what no longer belongs to a stack. What was replaced is not asked whether it is retained: for the old
 * resource its UpdateReplacePolicy was, and of the new one, in a roll-back, CloudFormation's documentation says nothing.
 */
async function finishUpdate(
  operation: Operation,
  unwanted: readonly ResourceState[],
  isRetained: (resource: ResourceState) => boolean,
): Promise<string | undefined> {
  const { stack } = operation;
  const { leftovers } = stack;
  const { failed } = await cleanUp(operation, [...unwanted, ...leftovers], {
    isRetained: (resource) => !leftovers.includes(resource) && isRetained(resource),
    attempts: CLEAN_UP_ATTEMPTS,
    afterFailure: 'goOn',
  });
  stack.leftovers = [];
  for (const { logicalId } of unwanted) delete stack.resources[logicalId];
  return failed.length > 0 ? `One or more resources could not be deleted: ${listed(failed)}.` : undefined;
}

// ---- deletion -----------------------------------------------------------------------------------

export async function deleteStack(operation: Operation): Promise<void> {
  const { stack } = operation;
  operation.setStack('DELETE_IN_PROGRESS', 'User Initiated');
  const { leftovers } = stack;
  const { failed, gone } = await cleanUp(operation, [...presentIn(operation), ...leftovers], {
    isRetained: (resource) => !leftovers.includes(resource) && resource.deletionPolicy !== 'Delete',
    afterFailure: 'leaveDependents',
  });
  stack.leftovers = leftovers.filter((leftover) => !gone.has(leftover));
  stack.before = undefined;
  if (failed.length > 0) {
    return operation.setStack('DELETE_FAILED', `The following resource(s) failed to delete: ${listed(failed)}.`);
  }
  Object.assign(stack, { outputs: [], imports: [], deleted: new Date().toISOString() });
  operation.setStack('DELETE_COMPLETE');
}

/** The resources that may exist. */
function presentIn({ stack }: Operation): ResourceState[] {
  return Object.values(stack.resources).filter(({ status }) => !['DELETE_COMPLETE', 'DELETE_SKIPPED'].includes(status));
}
