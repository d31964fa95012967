import { type Rule, sameDocument, showValue } from '../rules';
import { undoIfCancelled } from './cancellation';
import { Failure } from './failure';
import { identityHash, type PhysicalId, type RuleIdentity, type RuleState, sameIdentity } from './physical-id';
import { bringIntoBeing, write } from './rule-creation';
import { identityOf, type RuleRequest, type RuleWorld } from './rule-request';
import { CallError } from './sender';
import { nameRule, refuse, showDifferences } from './sentences';

export async function updateRule(world: RuleWorld, request: RuleRequest): Promise<PhysicalId> {
  const { properties, physicalId } = request;
  const identity = identityOf(properties);
  if (physicalId?.state.kind === 'held' && sameIdentity(physicalId.identity, identity)) {
    if (!properties.inConsole) await changeInPlace(world, request);
    return physicalId;
  }
  refuseRenameByLetterCase(physicalId, identity);
  const state = await bringIntoBeing(world, request);
  const replaced = physicalId?.state.kind === 'held' ? identityHash(physicalId.identity) : undefined;
  return { identity, state: { ...state, ...(replaced && { replaced }) } as RuleState };
}

function refuseRenameByLetterCase(physicalId: PhysicalId | undefined, identity: RuleIdentity): void {
  if (!physicalId || physicalId.identity.name === identity.name) return;
  const onlyCase = sameIdentity(
    { ...physicalId.identity, name: physicalId.identity.name.toLowerCase() },
    { ...identity, name: identity.name.toLowerCase() },
  );
  if (!onlyCase) return;
  throw new Failure(
    'renameByLetterCase',
    `The new name ${showValue(identity.name)} differs from ${showValue(physicalId.identity.name)} only in letter case; whether WorkMail tells the two apart is not documented. Rename in two deployments, by way of another name.`,
  );
}

async function changeInPlace(world: RuleWorld, request: RuleRequest): Promise<void> {
  const { properties, oldProperties } = request;
  const identity = identityOf(properties);
  const live = await world.live.read(identity).catch((error) => refuse(error, properties));
  if (!live) {
    world.note('wasGone', { identity });
    await write(world, request);
    return;
  }
  if (sameDocument(live, properties.rule)) return;
  if (oldProperties?.inConsole) {
    throw new Failure(
      'consoleRuleDifferent',
      `The ${nameRule(identity)} that was entered in the console is not as declared: ${showDifferences(live, properties.rule)}. Declare the rule as it is, deploy, and change it in the next deployment.`,
    );
  }
  if (oldProperties && !sameDocument(live, oldProperties.rule)) {
    world.note('overwritten', { identity, document: live });
  }
  await update(world, request, identity, live);
}

async function update(world: RuleWorld, request: RuleRequest, identity: RuleIdentity, before: Rule): Promise<void> {
  const { properties } = request;
  try {
    await world.live.update(identity, properties.rule);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const live = await world.live.read(identity).catch(() => refuse(error, properties));
    if (!live) {
      world.note('wasGone', { identity });
      await write(world, request);
      return;
    }
    if (!sameDocument(live, properties.rule)) refuse(error, properties);
  }
  await undoIfCancelled(world, request, () => world.live.update(identity, before));
}
