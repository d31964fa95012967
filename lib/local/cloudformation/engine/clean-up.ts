import type { ResourceState } from '../state';
import { type AfterFailure, runInOrder } from './in-order';
import type { Operation } from './operation';
import { deleteResource, retainResource } from './steps';

export interface CleanUpOptions {
  readonly isRetained: (resource: ResourceState) => boolean;
  readonly attempts?: number;
  readonly afterFailure: AfterFailure;
}

/** Removes resources, each before those that it depends on. Says which are gone, and which could not go. */
export async function cleanUp(
  operation: Operation,
  resources: readonly ResourceState[],
  { isRetained, attempts, afterFailure }: CleanUpOptions,
): Promise<{ failed: ResourceState[]; gone: ReadonlySet<ResourceState> }> {
  const failed: ResourceState[] = [];
  const gone = new Set<ResourceState>();
  const dependents = ({ logicalId }: ResourceState) =>
    resources.filter(({ dependencies }) => dependencies.includes(logicalId));
  const remove = async (resource: ResourceState) => {
    try {
      if (isRetained(resource)) retainResource(operation, resource);
      else await deleteResource(operation, resource, attempts);
      gone.add(resource);
    } catch (error) {
      failed.push(resource);
      throw error;
    }
  };
  await runInOrder(resources, dependents, remove, afterFailure);
  return { failed, gone };
}

export function listed(resources: readonly ResourceState[]): string {
  return `[${resources.map(({ logicalId }) => logicalId).join(', ')}]`;
}
