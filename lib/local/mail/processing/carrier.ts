import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { composeBounce, type Failure } from '../delivery/bounce';
import { mailboxFolder, outgoingFolder } from '../delivery/places';
import type { Journal } from '../spool/journal';
import type { DecidedGroup, Decision, QueuedMessage } from '../spool/queued-message';
import { derivedId } from '../spool/spool';
import { bouncedEvent, deliveredEvent, logged, sentEvent } from './mail-events';
import { relayUntilDone } from './relaying';
import type { Step } from './steps';
import { progressOf, type Surroundings, type Work } from './surroundings';

/** What follows from a step, for when it is in the journal: a message of its own to start with. */
type Following = Journal | undefined;

/** Carries out the steps of delivery. Each can be repeated after a crash without being done twice. */
export class Carrier {
  constructor(
    private readonly around: Surroundings,
    private readonly start: (journal: Journal) => void,
  ) {}

  async carryOut(work: Work, group: DecidedGroup, step: Step): Promise<void> {
    const { journal } = work;
    if (journal.done.has(step.key)) return;
    const following = await this.take(work, group, step);
    await journal.write({ done: [step.key] }, { isFlushed: step.kind === 'send' });
    // Not sooner: it could be done and gone before the journal says that it need not be made again.
    if (following) this.start(following);
  }

  private async take(work: Work, group: DecidedGroup, step: Step): Promise<Following> {
    switch (step.kind) {
      case 'mailbox':
        return this.deliver(work, group, step);
      case 'send':
        return this.send(work, group, step);
      case 'internal':
        return this.handOver(work, group, step);
      case 'bounce':
        return this.refuse(work, step);
      case 'nothing':
        this.tell(work, 'dropped', step.recipients);
        return undefined;
    }
  }

  private async deliver(work: Work, group: DecidedGroup, step: Step & { kind: 'mailbox' }): Promise<undefined> {
    const { recipient, folder } = step;
    await this.keep(mailboxFolder(this.around.folder, recipient.recipient, folder), work, group, '');
    this.log(work, deliveredEvent(recipient.recipient, folder));
    this.tell(work, folder === 'junk' ? 'delivered to junk' : 'delivered to inbox', [recipient]);
  }

  private async send(work: Work, group: DecidedGroup, step: Step & { kind: 'send' }): Promise<Following> {
    const { gateway, recipients } = step;
    const { routes, organizations } = this.around;
    const { message } = work.journal;
    if (gateway !== undefined) {
      const known = organizations.find(message.organizationId)?.gateways.find(({ name }) => name === gateway);
      if (!known?.isEnabled) {
        const what = known ? 'is not enabled' : 'does not exist';
        const failures = recipients.map(({ recipient }) => ({ recipient, status: '5.4.4' }));
        return this.bounce(work, step, `The SMTP gateway "${gateway}" ${what}.`, failures);
      }
    }
    const destination = gateway === undefined ? routes.relay : routes.gateways.get(gateway);
    if (destination) {
      const failures = await relayUntilDone(this.around, work, group, step, destination);
      return failures.length === 0 ? undefined : this.bounce(work, step, 'The message could not be sent.', failures);
    }
    const folder = outgoingFolder(this.around.folder, gateway);
    await this.keepEnvelope(folder, work, step.key, recipients);
    await this.keep(folder, work, group, step.key);
    for (const { recipient } of recipients) this.log(work, sentEvent(message, work.facts, recipient));
    this.tell(work, 'kept', recipients, `in ${relative(this.around.folder, folder)}`);
    return undefined;
  }

  /** Puts the message into a Maildir, under a name that is the same every time. */
  private keep(folder: string, work: Work, group: DecidedGroup, key: string): Promise<void> {
    const { isRepeated } = work;
    return this.around.maildirs.deliver(folder, nameOf(work, key), this.contentOf(work, group), { isRepeated });
  }

  /** A Maildir has no place for it, and the message must stay as it is. */
  private async keepEnvelope(folder: string, work: Work, key: string, recipients: readonly Decision[]): Promise<void> {
    await mkdir(join(folder, 'envelopes'), { recursive: true });
    const { from } = work.journal.message;
    const envelope = { from, recipients: recipients.map(({ recipient }) => recipient) };
    await writeFile(join(folder, 'envelopes', `${nameOf(work, key)}.json`), `${JSON.stringify(envelope)}\n`);
  }

  private async handOver(work: Work, group: DecidedGroup, step: Step & { kind: 'internal' }): Promise<Following> {
    const { messageId, from } = work.journal.message;
    const { organizationId, recipients } = step;
    const inbound = await this.around.spool.derive(
      {
        messageId: derivedId(messageId, step.key),
        organizationId,
        direction: 'INBOUND',
        from,
        recipients: recipients.map(({ recipient }) => recipient),
        accepted: Date.now(),
      },
      this.contentOf(work, group),
    );
    for (const { recipient } of recipients) this.log(work, sentEvent(work.journal.message, work.facts, recipient));
    this.tell(work, 'handed over', recipients, 'as inbound mail');
    return inbound;
  }

  /** Where a rule or a function says so. */
  private refuse(work: Work, step: Step & { kind: 'bounce' }): Promise<Following> {
    const { recipients, text } = step;
    const failures = recipients.map(({ recipient }) => ({ recipient, status: '5.7.1' }));
    const administrator =
      work.journal.message.direction === 'INBOUND'
        ? 'The administrator of the organization to which it was sent refused the message.'
        : 'The administrator blocked the message.';
    return this.bounce(work, step, text || administrator, failures);
  }

  /** Tells the sender, unless there is none: a bounce does not bounce. */
  private async bounce(
    work: Work,
    { key, recipients }: Extract<Step, { recipients: readonly Decision[] }>,
    text: string,
    failures: readonly Failure[],
  ): Promise<Following> {
    const { message } = work.journal;
    for (const { recipient, status, response } of failures) {
      const reason = response ?? text;
      this.log(work, bouncedEvent(message.direction, { recipient, reason, status }));
    }
    const isTold = message.from !== '' && !message.isBounce;
    const failed = failures.map(({ recipient }) => recipient);
    const whom = recipients.filter(({ recipient }) => failed.includes(recipient));
    this.tell(work, 'bounced', whom, isTold ? text : `${text} Nobody is told: the message has no sender.`);
    if (!isTold) return undefined;

    const { organizations, spool } = this.around;
    const content = await composeBounce({
      domain: organizations.find(message.organizationId)?.defaultDomain ?? 'localhost',
      to: message.from,
      text,
      failures,
      accepted: message.accepted,
      header: work.headerBlock,
      subject: work.facts.header.subject,
    });
    return spool.derive(bounceFor(message, key, organizations.ownerOf(message.from)?.id), content);
  }

  private contentOf({ journal }: Work, { content }: DecidedGroup): string {
    const { spool } = this.around;
    return content === undefined ? spool.contentFile(journal.message.messageId) : spool.file(content);
  }

  private log({ journal }: Work, event: Parameters<typeof logged>[1]): void {
    void this.around.events.append(logged(journal.message, event));
  }

  private tell(work: Work, what: Parameters<typeof progressOf>[1], whom: readonly Decision[], detail?: string): void {
    const recipients = whom.map(({ recipient }) => recipient);
    const reasons = [...new Set(whom.map(({ why }) => why))];
    const openReadings = [...new Set(whom.flatMap((decision) => decision.openReadings))];
    const said = [...new Set([detail, ...reasons])].filter(Boolean);
    const sentence = said.join('; ').replaceAll('.; ', '. ');
    this.around.onProgress(progressOf(work.journal.message, what, recipients, { detail: sentence, openReadings }));
  }
}

/** By the rules of Maildir a name of its own: seconds, what is unique, the host. */
function nameOf({ journal }: Work, key: string): string {
  const { messageId, accepted } = journal.message;
  const unique = key === '' ? messageId : derivedId(messageId, key);
  return `${Math.floor(accepted / 1000)}.${unique}.workmail`;
}

function bounceFor(message: QueuedMessage, key: string, owner: string | undefined): Omit<QueuedMessage, 'bytes'> {
  return {
    messageId: derivedId(message.messageId, key, 'bounce'),
    organizationId: owner ?? message.organizationId,
    direction: owner === undefined ? 'OUTBOUND' : 'INBOUND',
    from: '',
    recipients: [message.from],
    accepted: Date.now(),
    isBounce: true,
  };
}
