import { isDeepStrictEqual } from 'node:util';
import type { LiveRules } from './live-rules';
import { type PhysicalId, type RuleIdentity, sameIdentity } from './physical-id';
import type { RuleProperties } from './properties';
import type { Session } from './resource-kind';
import type { StackResource } from './stack-resources';

/** All that the life of a rule resource asks of the world. */
export interface RuleWorld extends Pick<Session, 'journal' | 'stackResources' | 'now' | 'sleep' | 'begun' | 'note'> {
  readonly live: LiveRules;
}

export interface RuleRequest {
  readonly requestId: string;
  readonly logicalId: string;
  readonly physicalId?: PhysicalId;
  readonly properties: RuleProperties;
  readonly oldProperties?: RuleProperties;
}

export function identityOf({ organizationId, direction, rule }: RuleProperties): RuleIdentity {
  return { organizationId, direction, name: rule?.Name ?? '' };
}

/**
 * The resource of the stack that holds a rule by another title than the request: another resource, or the same one by a
 * later physical id, as after the roll-back of a rename.
 */
export function findHolder(
  resources: readonly StackResource[],
  { logicalId, physicalId }: RuleRequest,
  identity: RuleIdentity,
): StackResource | undefined {
  return resources.find(
    (resource) =>
      !/^DELETE_(COMPLETE|IN_PROGRESS)$/.test(resource.status) &&
      resource.physicalId?.state.kind === 'held' &&
      sameIdentity(resource.physicalId.identity, identity) &&
      (resource.logicalId !== logicalId || !isDeepStrictEqual(resource.physicalId, physicalId)),
  );
}
