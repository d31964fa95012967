import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Invoke } from '../../simulator';
import { lockFolder } from '../folder-lock';
import type { MessageStore } from '../message-flow';
import type { LocalWorkMail } from '../workmail';
import { Maildirs, messagesIn } from './delivery/maildir';
import { mailboxFolder, outgoingFolder } from './delivery/places';
import type { Destination } from './delivery/relay';
import { EventLog } from './event-log';
import { organizationsOf } from './organizations';
import { Processor } from './processing/processor';
import { Waits } from './processing/waits';
import type { MailProgress, MailStatus, QueuedMail } from './progress';
import { SmtpListener } from './smtp/listener';
import { inboundChecks, submissionChecks } from './smtp/ports';
import { receive } from './smtp/reception';
import type { Journal } from './spool/journal';
import { Spool } from './spool/spool';

/** What {@link LocalMail} can be told. */
export interface LocalMailOptions {
  /** Where mailboxes, outgoing mail, the queue and the event log are. @default a temporary one, gone at the end */
  readonly folder?: string;
  /** For the users of the organizations, on 127.0.0.1: mail to anybody. @default a free one */
  readonly submissionPort?: number;
  /** For the world, on 127.0.0.1: mail to the organizations' users. @default a free one */
  readonly inboundPort?: number;
  /** The mail server to which mail to the world goes. @default none: it is kept in the folder `outgoing` */
  readonly relay?: Destination;
  /** The mail servers behind SMTP gateways, by the gateways' names. @default none: mail is kept in `gateways/NAME` */
  readonly gateways?: Readonly<Record<string, Destination>>;
  /** How long a relay that does not take a message now is asked again, before it bounces. @default 5 minutes */
  readonly relayPatienceMilliseconds?: number;
  /** Hears what becomes of messages. */
  readonly onProgress?: (progress: MailProgress) => void;
}

/** What mail needs of the account. */
export interface MailSurroundings {
  readonly workmail: LocalWorkMail;
  /** Where functions get content and put it. */
  readonly messages: MessageStore;
  /** Calls a function for an organization. */
  readonly invoke: (organizationId: string) => Invoke;
}

const DEFAULT_PATIENCE_MILLISECONDS = 5 * 60_000;
const CLEANING_MILLISECONDS = 10 * 60_000;

/** Mail in and out: two SMTP ports, a queue on disk, mailboxes, and the way out. */
export class LocalMail {
  /** Opens both ports, and goes on with mail that waits in the folder. */
  static async start(options: LocalMailOptions, surroundings: MailSurroundings): Promise<LocalMail> {
    const folder = resolve(options.folder ?? mkdtempSync(join(tmpdir(), 'mail-')));
    mkdirSync(folder, { recursive: true });
    const release = lockFolder(folder);
    try {
      const spool = await Spool.open(join(folder, 'spool'));
      const events = await EventLog.open(join(folder, 'events.jsonl'));
      const mail = new LocalMail(options, surroundings, { folder, spool, events, release });
      await mail.listen();
      return mail;
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Absolute. Mailboxes are its folders with the names of addresses. */
  readonly folder: string;
  readonly events: EventLog;
  private readonly release: () => void;
  private readonly spool: Spool;
  private readonly organizations: ReturnType<typeof organizationsOf>;
  private readonly processor: Processor;
  private readonly stopping = new AbortController();
  private readonly waits = new Waits(this.stopping.signal);
  private readonly listeners = new Set<(progress: MailProgress) => void>();
  private submission: SmtpListener | undefined;
  private inbound: SmtpListener | undefined;
  private cleaning: NodeJS.Timeout | undefined;
  private accepted = 0;

  private constructor(
    private readonly options: LocalMailOptions,
    { workmail, messages, invoke }: MailSurroundings,
    { folder, spool, events, release }: { folder: string; spool: Spool; events: EventLog; release: () => void },
  ) {
    this.release = release;
    this.folder = folder;
    this.spool = spool;
    this.events = events;
    this.organizations = organizationsOf(workmail);
    if (options.onProgress) this.listeners.add(options.onProgress);
    this.processor = new Processor({
      folder,
      spool,
      events,
      messages,
      invoke,
      maildirs: new Maildirs(),
      organizations: this.organizations,
      routes: {
        relay: options.relay,
        gateways: new Map(Object.entries(options.gateways ?? {})),
        patienceMilliseconds: options.relayPatienceMilliseconds ?? DEFAULT_PATIENCE_MILLISECONDS,
      },
      waits: this.waits,
      onProgress: (progress) => {
        if (progress.what === 'accepted') this.accepted++;
        for (const listener of this.listeners) listener(progress);
      },
    });
  }

  /** The SMTP port for users of the organizations: outbound mail. */
  get submissionPort(): number {
    return this.submission?.port ?? 0;
  }

  /** The SMTP port for the world: inbound mail. */
  get inboundPort(): number {
    return this.inbound?.port ?? 0;
  }

  /** What is queued, and how much mail there has been. */
  status(): MailStatus {
    const queued = this.processor.journals.map(({ message }): QueuedMail => {
      const { messageId, organizationId, direction, from, recipients, accepted } = message;
      return { messageId, organizationId, direction, from, recipients, accepted, ...this.waits.of(messageId) };
    });
    queued.sort((a, b) => a.accepted - b.accepted);
    return { queued, accepted: this.accepted, done: this.processor.done };
  }

  /** Returns what ends it. */
  onProgress(listener: (progress: MailProgress) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The files of the messages in a mailbox, read or not, the oldest first. */
  mailbox(address: string, folder: 'inbox' | 'junk' = 'inbox'): Promise<string[]> {
    return messagesIn(mailboxFolder(this.folder, address, folder));
  }

  /** The files of the messages that would have gone to the world, or to an SMTP gateway, the oldest first. */
  outgoing(gateway?: string): Promise<string[]> {
    return messagesIn(outgoingFolder(this.folder, gateway));
  }

  /** Until all mail that was accepted is done. */
  whenIdle(): Promise<void> {
    return this.processor.whenIdle();
  }

  /** Takes no more mail. What is not done goes on at the next start, if the folder stays. */
  async stop(): Promise<void> {
    clearInterval(this.cleaning);
    this.stopping.abort(new Error('The local WorkMail stops.'));
    await Promise.all([this.submission?.stop(), this.inbound?.stop(), this.processor.whenIdle()]);
    await this.events.append();
    this.release();
    if (this.options.folder === undefined) await rm(this.folder, { recursive: true, force: true });
  }

  private async listen(): Promise<void> {
    for (const journal of this.spool.takeRecovered()) this.processor.start(journal, { isRepeated: true });
    const { spool, organizations } = this;
    const reception = {
      spool,
      organizations,
      onAccepted: (journals: readonly Journal[]) => {
        for (const journal of journals) this.processor.start(journal);
      },
    };
    try {
      this.submission = await SmtpListener.start(this.options.submissionPort ?? 0, {
        ...submissionChecks(organizations),
        accept: (content, envelope) => receive(reception, 'OUTBOUND', content, envelope),
      });
      this.inbound = await SmtpListener.start(this.options.inboundPort ?? 0, {
        ...inboundChecks(organizations),
        accept: (content, envelope) => receive(reception, 'INBOUND', content, envelope),
      });
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.cleaning = setInterval(() => void this.spool.forgetDone().catch(() => undefined), CLEANING_MILLISECONDS);
    this.cleaning.unref();
  }
}
