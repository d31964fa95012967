import { type DirectedRule, type Rule, sameDocument, validateRule } from '../rules';
import { Failure } from './failure';
import { documentHash, type RuleIdentity } from './physical-id';
import type { RuleProperties } from './properties';
import { findHolder, identityOf, type RuleRequest, type RuleWorld } from './rule-request';
import { nameRule, refuse } from './sentences';

export async function deleteRule(world: RuleWorld, request: RuleRequest): Promise<void> {
  const { properties, physicalId } = request;
  if (!physicalId) return deleteUnanswered(world, request);
  const { identity, state } = physicalId;
  if (state.kind === 'notWritten') return;
  if (properties.inConsole) return refuseWhileLive(world, identity);
  if (await isHeldElsewhere(world, request, identity)) return;
  const live = await world.live.read(identity).catch((error) => refuse(error, properties));
  if (!live) return;
  if (state.kind === 'unknown') return removeIfWritten(world, properties, identity, live, state.documentHash);
  if (!sameDocument(live, properties.rule)) world.note('removedChanged', { identity, document: live });
  await remove(world, properties, identity);
}

/** How long a Create that was cancelled while it was served is given to end, and to take its write back by itself. */
const PATIENCE_MILLISECONDS = 3000;
const POLL_MILLISECONDS = 500;

/**
 * CloudFormation made up the physical id: the Create was never answered. It crashed, or was cancelled and may still be
 * on its way, with the rights that last until this Delete is answered.
 */
async function deleteUnanswered(world: RuleWorld, request: RuleRequest): Promise<void> {
  const { properties } = request;
  const { direction, rule, inConsole } = properties;
  const neverWritten = inConsole || validateRule({ direction, rule } as DirectedRule).length > 0;
  if (neverWritten) return;
  const identity = identityOf(properties);
  if (await isHeldElsewhere(world, request, identity)) return;
  for (let waited = 0; waited <= PATIENCE_MILLISECONDS; waited += POLL_MILLISECONDS) {
    const live = await world.live.read(identity).catch((error) => refuse(error, properties));
    if (live) return removeIfWritten(world, properties, identity, live, documentHash(rule));
    await world.sleep(POLL_MILLISECONDS);
  }
}

/** Acts on what a failed Create may have written; a rule that differs from it is somebody else's. */
async function removeIfWritten(
  world: RuleWorld,
  properties: RuleProperties,
  identity: RuleIdentity,
  live: Rule,
  hash: string,
): Promise<void> {
  if (documentHash(live) === hash) await remove(world, properties, identity);
  else world.note('leftUnequal', { identity, document: live });
}

async function isHeldElsewhere(world: RuleWorld, request: RuleRequest, identity: RuleIdentity): Promise<boolean> {
  const resources = await world.stackResources().catch((error) => refuse(error, request.properties));
  const holder = findHolder(resources, request, identity);
  if (holder) world.note('leftToItsHolder', { identity, holder: holder.logicalId });
  return holder !== undefined;
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
