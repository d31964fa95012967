import { randomUUID } from 'node:crypto';
import type { SMTPServerDataStream } from 'smtp-server';
import type { Direction } from '../../../rules';
import type { Organizations } from '../processing/surroundings';
import type { Journal } from '../spool/journal';
import type { QueuedMessage } from '../spool/queued-message';
import type { Spool } from '../spool/spool';
import { MESSAGE_BYTES } from './limits';
import { type Envelope, Refused } from './listener';

export interface Reception {
  readonly spool: Spool;
  readonly organizations: Organizations;
  /** Hears of messages that are on disk. */
  readonly onAccepted: (journals: readonly Journal[]) => void;
}

/** Writes a message to disk as it comes, once for each organization that it concerns; says under which ids. */
export async function receive(
  { spool, organizations, onAccepted }: Reception,
  direction: Direction,
  content: SMTPServerDataStream,
  envelope: Envelope,
): Promise<string[]> {
  const [first, ...others] = share(organizations, direction, envelope).map((part) => ({
    ...part,
    messageId: randomUUID(),
    direction,
    from: envelope.from,
  }));
  // Its organization went away between the commands.
  if (!first) throw new Refused(550, 'The organization does not exist any more');
  try {
    const bytes = await spool.receive(content, first.messageId, MESSAGE_BYTES);
    if (bytes > MESSAGE_BYTES) throw new Refused(552, `A message has at most ${MESSAGE_BYTES} bytes`);
    for (const { messageId } of others) await spool.shareContent(first.messageId, messageId);
    const accepted = Date.now();
    const messages = [first, ...others].map((part): QueuedMessage => ({ ...part, accepted, bytes }));
    onAccepted(await spool.accept(messages));
    return messages.map(({ messageId }) => messageId);
  } catch (error) {
    await Promise.all([first, ...others].map(({ messageId }) => spool.discard(messageId)));
    throw error;
  }
}

/** Outbound mail is its sender's organization's; of inbound mail, each organization gets its own recipients. */
function share(
  organizations: Organizations,
  direction: Direction,
  { from, recipients }: Envelope,
): { organizationId: string; recipients: string[] }[] {
  const shares = new Map<string, string[]>();
  for (const recipient of recipients) {
    const owner = organizations.ownerOf(direction === 'OUTBOUND' ? from : recipient);
    if (owner) shares.set(owner.id, [...(shares.get(owner.id) ?? []), recipient]);
  }
  return [...shares].map(([organizationId, some]) => ({ organizationId, recipients: some }));
}
