import { isDeepStrictEqual } from 'node:util';
import type { LiveEntities, Nature, Wanted } from './entity';
import {
  type EntityState,
  formatPhysicalId,
  type Identity,
  type PhysicalId,
  parsePhysicalId,
  sameIdentity,
} from './physical-id';
import type { CustomResourceEvent } from './protocol';
import type { Session } from './resource-kind';
import type { StackResource } from './stack-resources';

/** All that the life of an entity's resource asks of the world. */
export interface EntityWorld<Document> extends Omit<Session, 'client' | 'sender' | 'home' | 'resourceMetadata'> {
  readonly live: LiveEntities<Document>;
  readonly nature: Nature<Document>;
}

export interface EntityRequest<Document> {
  readonly requestId: string;
  readonly logicalId: string;
  readonly physicalId?: PhysicalId;
  readonly wanted: Wanted<Document>;
  /** What the properties before this Update asked for. */
  readonly before?: Wanted<Document>;
}

export function readRequest<Document>(
  event: CustomResourceEvent,
  read: (properties: CustomResourceEvent['ResourceProperties']) => Wanted<Document>,
): EntityRequest<Document> {
  return {
    requestId: event.RequestId,
    logicalId: event.LogicalResourceId,
    physicalId: parsePhysicalId(event.PhysicalResourceId),
    wanted: read(event.ResourceProperties),
    before: event.OldResourceProperties && read(event.OldResourceProperties),
  };
}

/** CloudFormation takes no longer one. */
const LONGEST_PHYSICAL_ID_BYTES = 1024;

/** The physical id of a Create that failed; undefined where a name was refused that is longer than any id can be. */
export function failedPhysicalId<Document>(
  { identity, document }: Wanted<Document>,
  { hash }: Nature<Document>,
  mayHaveWritten: boolean,
): string | undefined {
  const state: EntityState = mayHaveWritten
    ? { kind: 'unknown', documentHash: hash(document) }
    : { kind: 'notWritten' };
  const physicalId = formatPhysicalId({ identity, state });
  return Buffer.byteLength(physicalId) > LONGEST_PHYSICAL_ID_BYTES ? undefined : physicalId;
}

/**
 * The resource of the stack that holds an entity by another title than the request: another resource, or the same one by
 * a later physical id, as after the roll-back of a rename.
 */
export function findHolder(
  resources: readonly StackResource[],
  { logicalId, physicalId }: EntityRequest<unknown>,
  identity: Identity,
): StackResource | undefined {
  return resources.find(
    (resource) =>
      !/^DELETE_(COMPLETE|IN_PROGRESS)$/.test(resource.status) &&
      resource.physicalId?.state.kind === 'held' &&
      sameIdentity(resource.physicalId.identity, identity) &&
      (resource.logicalId !== logicalId || !isDeepStrictEqual(resource.physicalId, physicalId)),
  );
}
