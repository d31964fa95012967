import { sameDocument } from '../rules';
import { Failure } from './failure';
import { documentHash, type RuleIdentity } from './physical-id';
import type { RuleProperties } from './properties';
import { heldByAnother, identityOf, type RuleRequest, type RuleWorld } from './rule-request';
import { nameRule, refuse } from './sentences';

export async function deleteRule(world: RuleWorld, request: RuleRequest): Promise<void> {
  const { properties, physicalId } = request;
  // CloudFormation made up the physical id of a Create that was never answered: that one may have written.
  const state = physicalId?.state ?? { kind: 'unknown', documentHash: documentHash(properties.rule) };
  const identity = physicalId?.identity ?? identityOf(properties);
  if (state.kind === 'notWritten') return;
  if (properties.inConsole) return refuseWhileLive(world, identity);
  const resources = await world.stackResources().catch((error) => refuse(error, properties));
  const holder = heldByAnother(resources, request.logicalId, identity);
  if (holder) {
    world.note('leftToAnotherResource', { identity, holder: holder.logicalId });
    return;
  }
  const live = await world.live.read(identity).catch((error) => refuse(error, properties));
  if (!live) return;
  if (state.kind === 'unknown' && documentHash(live) !== state.documentHash) {
    world.note('leftUnequal', { identity, document: live });
    return;
  }
  if (!sameDocument(live, properties.rule)) world.note('removedChanged', { identity, document: live });
  await remove(world, properties, identity);
}

async function remove(world: RuleWorld, properties: RuleProperties, identity: RuleIdentity): Promise<void> {
  try {
    await world.live.remove(identity);
  } catch (error) {
    const stillThere = await world.live.read(identity).catch(() => true);
    if (stillThere) refuse(error, properties);
  }
}

/** With console provisioning a person removes the rule; the function behind it must not go first. */
async function refuseWhileLive(world: RuleWorld, identity: RuleIdentity): Promise<void> {
  const live = await world.live.read(identity).catch(() => undefined);
  if (!live) return;
  throw new Failure(
    'removeInConsole',
    `The ${nameRule(identity)} was entered in the WorkMail console and is still in force. Remove it there, then delete again.`,
  );
}
