import { type Rule, sameDocument } from '../rules';
import { undoIfCancelled } from './cancellation';
import { Failure } from './failure';
import { identityHash, type PhysicalId, type RuleState } from './physical-id';
import type { RuleProperties } from './properties';
import { findHolder, identityOf, type RuleRequest, type RuleWorld } from './rule-request';
import { CallError } from './sender';
import { nameRule, refusal, refuse, showDifferences } from './sentences';
import type { StackResource } from './stack-resources';

const HELD: RuleState = { kind: 'held' };

export async function createRule(world: RuleWorld, request: RuleRequest): Promise<PhysicalId> {
  return { identity: identityOf(request.properties), state: await bringIntoBeing(world, request) };
}

/** A rule that this resource does not hold yet: adopted, left to the console, or written. */
export async function bringIntoBeing(world: RuleWorld, request: RuleRequest): Promise<RuleState> {
  const { properties } = request;
  if (properties.inConsole) return HELD;
  if (properties.adoptExisting) return adopt(world, properties);
  return write(world, request);
}

/** Adoption changes nothing: it takes over only an equal rule. */
async function adopt(world: RuleWorld, properties: RuleProperties): Promise<RuleState> {
  const identity = identityOf(properties);
  const live = await world.live.read(identity).catch((error) => refuse(error, properties));
  if (!live) {
    throw new Failure(
      'adoptNothing',
      `WorkMail has no ${nameRule(identity)} to adopt. Check the name, or remove adoptExisting to create the rule.`,
    );
  }
  if (!sameDocument(live, properties.rule)) {
    throw new Failure(
      'adoptDifferent',
      `The ${nameRule(identity)} is not as declared: ${showDifferences(live, properties.rule)}. Adoption changes nothing: declare the rule as it is, deploy, and change it in the next deployment.`,
    );
  }
  world.note('adopted', { identity });
  return HELD;
}

/** One call where all is well; after a refusal the state of things decides, not the name of the error. */
export async function write(world: RuleWorld, request: RuleRequest): Promise<RuleState> {
  const { properties, requestId } = request;
  const identity = identityOf(properties);
  const begunBefore = world.journal.hasBegun(requestId);
  world.journal.begin(requestId);
  try {
    await world.live.create(identity, properties.rule);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const unclear = error.unclear || begunBefore;
    const { code, message } = refusal(error, properties);
    const live = await world.live.read(identity).catch((failed: Error) => {
      throw new Failure(code, `${message} ${failed.message}`, unclear);
    });
    if (!live) throw new Failure(code, message, error.unclear);
    if (!unclear || !sameDocument(live, properties.rule)) return meet(world, request, live);
    world.note('writtenBefore', { identity, requestId });
  }
  await undoIfCancelled(world, request, () => world.live.remove(identity));
  return HELD;
}

/** Likeness is no title: an existing rule is ours only if CloudFormation's list or our own physical id says so. */
async function meet(world: RuleWorld, request: RuleRequest, live: Rule): Promise<RuleState> {
  const { properties, physicalId } = request;
  const identity = identityOf(properties);
  const equal = sameDocument(live, properties.rule);
  const resources = await world.stackResources();
  const holder = findHolder(resources, request, identity);
  if (holder && equal) {
    world.note('takenOver', { identity, from: holder.logicalId });
    return HELD;
  }
  if (holder) {
    throw new Failure(
      'heldByAnotherResource',
      `The ${nameRule(identity)} belongs to the resource ${holder.logicalId} of this stack and is not as declared here: ${showDifferences(live, properties.rule)}. Rename the construct in one deployment and change the rule in another.`,
    );
  }
  if (equal && physicalId?.state.kind === 'held' && physicalId.state.replaced === identityHash(identity)) {
    world.note('returnedTo', { identity });
    return HELD;
  }
  const difference = equal ? 'It is as declared here' : `It differs: ${showDifferences(live, properties.rule)}`;
  throw new Failure(
    'ruleExists',
    `WorkMail already has an ${nameRule(identity)}, which is not of this stack. ${difference}. To take it over, declare it as it is with adoptExisting: true (to move it from another stack, deploy it there with removalPolicy RETAIN first and remove it there); else choose another name.`,
    equal && mayBeRedelivered(world, resources, request.logicalId),
  );
}

/** An invocation that failed is tried again after a minute at the earliest, perhaps where the journal is not known. */
const EARLIEST_REDELIVERY_MILLISECONDS = 55_000;

function mayBeRedelivered(world: RuleWorld, resources: readonly StackResource[], logicalId: string): boolean {
  const begun = resources.find((resource) => resource.logicalId === logicalId)?.lastUpdated;
  return begun !== undefined && world.now() - begun > EARLIEST_REDELIVERY_MILLISECONDS;
}
