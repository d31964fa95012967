import { STAYS_METADATA } from '../../rules';
import { type Identity, identityHash } from '../physical-id';
import type { Session } from '../resource-kind';
import { requireStackResources, type StackResource } from '../stack-resources';
import type { CheckProperties } from './properties';

/** Tells of a rule that is live whether this deployment removes it after the check. */
export type Leaves = (identity: Identity) => Promise<boolean>;

/**
 * CloudFormation removes what the new template does not have, and what was replaced, at the end of an update: both are
 * live while the check runs. What is to go is listed still, under a logical id that the template no longer has; of what
 * was replaced, the physical id of its successor tells.
 */
export async function departures(
  session: Pick<Session, 'stackResources' | 'stackState' | 'resourceMetadata'>,
  { Rules, KeepReplaced }: Pick<CheckProperties, 'Rules' | 'KeepReplaced'>,
): Promise<Leaves> {
  const held = (await requireStackResources(session, 'which rules go with this deployment')).filter(
    ({ physicalId, status }) => physicalId?.state.kind === 'held' && !/^DELETE_/.test(status),
  );
  const declared = held.filter(({ logicalId }) => Rules.includes(logicalId));
  const leaving = held.filter(({ logicalId }) => !Rules.includes(logicalId));
  const staying = new Set(declared.map(hashOf));
  const replaced = await replacedNow(
    session,
    declared.filter(({ logicalId }) => !KeepReplaced.includes(logicalId)),
  );
  const metadata = new Map<string, Promise<boolean>>();
  const stays = (logicalId: string) => {
    const known =
      metadata.get(logicalId) ?? session.resourceMetadata(logicalId).then((found) => STAYS_METADATA in found);
    metadata.set(logicalId, known);
    return known;
  };
  return async (identity) => {
    const hash = identityHash(identity);
    if (staying.has(hash)) return false;
    if (replaced.has(hash)) return true;
    const resource = leaving.find((candidate) => hashOf(candidate) === hash);
    return resource !== undefined && !(await stays(resource.logicalId));
  };
}

function hashOf({ physicalId }: StackResource): string {
  return identityHash(physicalId!.identity);
}

/** The identities that resources had before this update, hashed. A physical id keeps it for longer than the update. */
async function replacedNow(
  session: Pick<Session, 'stackState'>,
  resources: readonly StackResource[],
): Promise<ReadonlySet<string>> {
  const replacing = resources.flatMap(({ physicalId, lastUpdated = 0 }) => {
    const state = physicalId!.state;
    return state.kind === 'held' && state.replaced ? [{ hash: state.replaced.identity, lastUpdated }] : [];
  });
  if (replacing.length === 0) return new Set();
  const { updateBegan = 0 } = await session.stackState();
  return new Set(replacing.filter(({ lastUpdated }) => lastUpdated >= updateBegan).map(({ hash }) => hash));
}
