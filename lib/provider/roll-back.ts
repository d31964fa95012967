import { type EntityRequest, type EntityWorld, findHolder } from './entity-request';
import { type Identity, sameIdentity } from './physical-id';

/** What the roll-back of an Update in place has to bring back, if that is not what was declared before. */
export type BroughtBack<Document> =
  /** What is there was not written by the Update that failed. */
  | { readonly kind: 'asItIs' }
  /** What a person had made of it, and the Update overwrote. */
  | { readonly kind: 'overwritten'; readonly document: Document }
  /** Nothing: the Update made it. */
  | { readonly kind: 'gone' };

/** How long the log is waited for, which tells of a line some seconds after it was written. */
const WAITS_MILLISECONDS = [1000, 2000, 4000, 8000];

/**
 * A deployment that fails is to leave the organization exactly as it was. CloudFormation asks for what was declared
 * before; what was there can be another thing: a person had changed it, or had pulled the emergency brake. What the
 * Update overwrote is in this function's own log. Undefined outside a roll-back, and where nothing else is known.
 */
export async function broughtBack<Document>(
  world: EntityWorld<Document>,
  request: EntityRequest<Document>,
  read: () => Promise<Document | undefined>,
): Promise<BroughtBack<Document> | undefined> {
  const { nature } = world;
  const { before, wanted } = request;
  if (!before || before.inConsole || !sameIdentity(before.identity, wanted.identity)) return undefined;
  const state = await world.stackState().catch(() => undefined);
  if (!state?.isRollingBack) return undefined;
  const live = await read();
  if (!live || !nature.same(live, before.document)) return { kind: 'asItIs' };
  const update = await awaitLog(world, request.logicalId, nature.hash(before.document));
  if (!update) return undefined;
  if (update.wasGone) return { kind: 'gone' };
  const document = update.overwritten as Document | undefined;
  if (document === undefined) return undefined;
  const restored = nature.restored(document, wanted.document);
  return nature.problems(restored).length === 0 ? { kind: 'overwritten', document: restored } : undefined;
}

/**
 * The roll-back of a rename that CloudFormation cancelled: what the rename had made by then is nobody's, if CloudFormation
 * took no answer of it.
 */
export async function removeUnanswered<Document>(
  world: EntityWorld<Document>,
  request: EntityRequest<Document>,
): Promise<void> {
  const { live, nature } = world;
  const { before } = request;
  if (!before || before.inConsole) return;
  const { identity, document } = before;
  const made = await live.read(identity).catch(() => undefined);
  if (!made || !nature.same(made, document)) return;
  const resources = await world.stackResources().catch(() => undefined);
  if (!resources || findHolder(resources, request, identity)) return;
  const update = await awaitLog(world, request.logicalId, nature.hash(document));
  if (!update?.physicalId || !sameIdentity(update.physicalId.identity, identity)) return;
  await removeAgain(world, identity);
}

/** Removes what the Update made that is taken back. Returns whether it is gone. */
export async function removeAgain<Document>(
  { live, note }: Pick<EntityWorld<Document>, 'live' | 'note'>,
  identity: Identity,
): Promise<boolean> {
  try {
    await live.remove(identity);
  } catch (error) {
    // An Update that was cancelled takes its own write back.
    if (!(await live.read(identity).catch(() => true))) return true;
    note('notTakenBack', { identity, reason: (error as Error).message });
    return false;
  }
  note('takenBack', { identity });
  return true;
}

async function awaitLog(
  { loggedUpdate, sleep }: Pick<EntityWorld<unknown>, 'loggedUpdate' | 'sleep'>,
  logicalId: string,
  documentHash: string,
) {
  for (const wait of [...WAITS_MILLISECONDS, 0]) {
    const update = await loggedUpdate(logicalId);
    // an earlier one tells nothing of this
    if (update?.documentHash === documentHash) return update;
    if (wait > 0) await sleep(wait);
  }
  return undefined;
}
