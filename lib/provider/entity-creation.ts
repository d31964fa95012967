import { refuseIfCancelled, undoIfCancelled } from './cancellation';
import { type EntityRequest, type EntityWorld, findHolder } from './entity-request';
import { Failure } from './failure';
import { type EntityState, identityHash, type PhysicalId, replacedBy } from './physical-id';
import { CallError } from './sender';
import { nameOf, refusal, refuse, showDifferences } from './sentences';
import { requireStackResources, type StackResource } from './stack-resources';

const HELD: EntityState = { kind: 'held' };

export async function createEntity<Document>(
  world: EntityWorld<Document>,
  request: EntityRequest<Document>,
): Promise<PhysicalId> {
  return { identity: request.wanted.identity, state: await bringIntoBeing(world, request) };
}

/** An entity that this resource does not hold yet: adopted, left to the console, or written. */
export async function bringIntoBeing<Document>(
  world: EntityWorld<Document>,
  request: EntityRequest<Document>,
): Promise<EntityState> {
  if (request.wanted.inConsole) return HELD;
  if (request.wanted.adoptExisting) return adopt(world, request);
  return write(world, request);
}

/** Adoption changes nothing: it takes over only what is equal. */
async function adopt<Document>(world: EntityWorld<Document>, request: EntityRequest<Document>): Promise<EntityState> {
  const { nature } = world;
  const { identity, document } = request.wanted;
  const live = await world.live.read(identity).catch((error) => refuse(error, identity, nature));
  if (!live) {
    throw new Failure(
      'adoptNothing',
      `WorkMail has no ${nameOf(identity)} to adopt. ${identity.name ? 'Check the name, or remove' : 'Remove'} adoptExisting to create it.`,
    );
  }
  if (!nature.same(live, document)) {
    throw new Failure(
      'adoptDifferent',
      `The ${nameOf(identity)} is not as declared: ${showDifferences(nature, live, document)}. Adoption changes nothing: declare it as it is, deploy, and change it in the next deployment.`,
    );
  }
  world.note('adopted', { identity });
  return HELD;
}

/** One call where all is well; after a refusal the state of things decides, not the name of the error. */
export async function write<Document>(
  world: EntityWorld<Document>,
  request: EntityRequest<Document>,
): Promise<EntityState> {
  const { nature, journal } = world;
  const { requestId, wanted } = request;
  const { identity, document } = wanted;
  const begunBefore = journal.hasBegun(requestId);
  if (nature.isCreateIdempotent) {
    const present = await world.live.read(identity).catch((error) => refuse(error, identity, nature, begunBefore));
    if (present && !(begunBefore && nature.same(present, document))) return meet(world, request, present);
  }
  if (!begunBefore) await refuseIfCancelled(world, request);
  journal.begin(requestId);
  try {
    await world.live.create(identity, document);
  } catch (error) {
    if (error instanceof Failure) throw new Failure(error.code, error.message, begunBefore);
    if (!(error instanceof CallError)) throw error;
    const unclear = error.unclear || begunBefore;
    const { code, message } = refusal(error, identity, nature);
    const live = await world.live.read(identity).catch((failed: Error) => {
      throw new Failure(code, `${message} ${failed.message}`, unclear);
    });
    if (!live) throw new Failure(code, message, error.unclear);
    if (!unclear || !nature.same(live, document)) return meet(world, request, live);
    world.note('writtenBefore', { identity, requestId });
  }
  await undoIfCancelled(world, request, () => world.live.remove(identity));
  return HELD;
}

/** Likeness is no title: what exists is ours only if CloudFormation's list or our own physical id says so. */
async function meet<Document>(
  world: EntityWorld<Document>,
  request: EntityRequest<Document>,
  live: Document,
): Promise<EntityState> {
  const { nature } = world;
  const { physicalId, wanted } = request;
  const { identity, document } = wanted;
  const equal = nature.same(live, document);
  const resources = await requireStackResources(world, `whether the ${nameOf(identity)} is of this stack`);
  const holder = findHolder(resources, request, identity);
  if (holder && equal) {
    world.note('takenOver', { identity, from: holder.logicalId });
    return take(world, request);
  }
  if (holder) {
    throw new Failure(
      'heldByAnotherResource',
      `The ${nameOf(identity)} belongs to the resource ${holder.logicalId} of this stack and is not as declared here: ${showDifferences(nature, live, document)}. Rename the construct in one deployment and make the change in another.`,
    );
  }
  if (equal && replacedBy(physicalId)?.identity === identityHash(identity)) {
    world.note('returnedTo', { identity });
    return take(world, request);
  }
  const difference = equal ? 'It is as declared here' : `It differs: ${showDifferences(nature, live, document)}`;
  throw new Failure(
    nature.existsCode,
    `WorkMail already has an ${nameOf(identity)}, which is not of this stack. ${difference}. To take it over, declare it as it is with adoptExisting: true (to move it from another stack, deploy it there with removalPolicy RETAIN first and remove it there); else ${nature.wayAround}.`,
    equal && mayBeRedelivered(world, resources, request.logicalId),
  );
}

/** What is ours already has what can be read of it; the rest is written. */
async function take<Document>(
  { live, nature }: EntityWorld<Document>,
  { wanted: { identity, document } }: EntityRequest<Document>,
): Promise<EntityState> {
  if (!nature.isReadableWhole) await live.update(identity, document).catch((error) => refuse(error, identity, nature));
  return HELD;
}

/** An invocation that failed is tried again after a minute at the earliest, perhaps where the journal is not known. */
const EARLIEST_REDELIVERY_MILLISECONDS = 55_000;

function mayBeRedelivered(
  world: Pick<EntityWorld<unknown>, 'begun'>,
  resources: readonly StackResource[],
  logicalId: string,
): boolean {
  const asked = resources.find((resource) => resource.logicalId === logicalId)?.lastUpdated;
  return asked !== undefined && world.begun - asked > EARLIEST_REDELIVERY_MILLISECONDS;
}
