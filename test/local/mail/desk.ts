import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkMailClient } from '@aws-sdk/client-workmail';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { LocalMail, type LocalMailOptions, type MailProgress } from '../../../lib/local/mail';
import { MessageStore } from '../../../lib/local/message-flow';
import { LocalWorkMail } from '../../../lib/local/workmail';
import type { InboundAction, InboundRule, OutboundAction, OutboundRule } from '../../../lib/rules';
import type { Invocation, InvocationResult } from '../../../lib/simulator';
import { CreateInboundMailFlowRuleCommand, CreateOutboundMailFlowRuleCommand } from '../../../lib/workmail-api';

export const ORGANIZATION_ID = 'm-0123456789abcdef0123456789abcdef';

/** What a function does: it gives an answer, as a document, or throws. */
export type Behaviour = (invocation: Invocation, desk: MailDesk) => unknown;

export interface DeskOptions extends Partial<Omit<LocalMailOptions, 'onProgress'>> {
  readonly inbound?: readonly InboundRule[];
  readonly outbound?: readonly OutboundRule[];
  /** By ARN. */
  readonly functions?: Readonly<Record<string, Behaviour>>;
}

const desks: MailDesk[] = [];

/** A WorkMail with mail in and out, for one organization, corp.example; functions are behaviours in this process. */
export class MailDesk {
  static async start(options: DeskOptions = {}): Promise<MailDesk> {
    const workmail = await LocalWorkMail.start();
    workmail.createOrganization({ alias: 'corp', organizationId: ORGANIZATION_ID, domains: ['corp.example'] });
    const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'mail-desk-'));
    const desk = new MailDesk(workmail, folder, options);
    desks.push(desk);
    await desk.addRules(options);
    await desk.open();
    return desk;
  }

  readonly progress: MailProgress[] = [];
  readonly invocations: Invocation[] = [];
  private messageStore: MessageStore | undefined;
  private localMail: LocalMail | undefined;

  private constructor(
    readonly workmail: LocalWorkMail,
    readonly folder: string,
    private readonly options: DeskOptions,
  ) {}

  get mail(): LocalMail {
    return this.localMail as LocalMail;
  }

  get messages(): MessageStore {
    return this.messageStore as MessageStore;
  }

  /** Opens the ports, also again after `close`. */
  async open(): Promise<void> {
    const { inbound: _inbound, outbound: _outbound, functions = {}, ...options } = this.options;
    const messages = new MessageStore({ folder: join(this.folder, 'messages') });
    this.messageStore = messages;
    this.localMail = await LocalMail.start(
      { ...options, folder: this.folder, onProgress: (progress) => this.progress.push(progress) },
      { workmail: this.workmail, messages, invoke: () => (invocation) => this.call(functions, invocation) },
    );
  }

  /** Stops mail, and only that. */
  async close(): Promise<void> {
    await this.localMail?.stop();
    this.messageStore?.close();
  }

  async stop(): Promise<void> {
    await this.close();
    await this.workmail.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async addRules({ inbound = [], outbound = [] }: Pick<DeskOptions, 'inbound' | 'outbound'>): Promise<void> {
    const OrganizationId = ORGANIZATION_ID;
    for (const Rule of inbound) await this.send(new CreateInboundMailFlowRuleCommand({ OrganizationId, Rule }));
    for (const Rule of outbound) await this.send(new CreateOutboundMailFlowRuleCommand({ OrganizationId, Rule }));
  }

  /** Sends a request to the WorkMail API. */
  async send(command: object): Promise<void> {
    const { endpoint, region, access } = this.workmail;
    const client = new WorkMailClient({ endpoint, region, credentials: access.root });
    await client.send(command as never);
    client.destroy();
  }

  /** From outside, to the inbound port. */
  receive(from: string, to: string | readonly string[], content: string | Buffer = message({ from })): Promise<string> {
    return sendTo(this.mail.inboundPort, from, to, content);
  }

  /** By a user, to the submission port. */
  submit(from: string, to: string | readonly string[], content: string | Buffer = message({ from })): Promise<string> {
    return sendTo(this.mail.submissionPort, from, to, content);
  }

  /** Waits until all mail is done. */
  async settle(): Promise<void> {
    await this.mail.whenIdle();
  }

  /** The messages in a mailbox, unread ones and read ones. */
  mailbox(address: string, ...folder: string[]): Buffer[] {
    return contentsOf(join(this.folder, address, ...folder));
  }

  junk(address: string): Buffer[] {
    return this.mailbox(address, '.Junk');
  }

  /** What is in the folder for mail to the world. */
  get outgoing(): Buffer[] {
    return contentsOf(join(this.folder, 'outgoing'));
  }

  /** The events as WorkMail would write them. */
  async events(): Promise<Record<string, unknown>[]> {
    return (await this.mail.events.read()).events.map(({ event }) => event);
  }

  private async call(
    functions: Readonly<Record<string, Behaviour>>,
    invocation: Invocation,
  ): Promise<InvocationResult> {
    this.invocations.push(invocation);
    try {
      const answer = await functions[invocation.functionArn]?.(invocation, this);
      return { kind: 'answer', payload: JSON.stringify(answer ?? null), milliseconds: 1 };
    } catch (error) {
      return { kind: 'error', errorType: 'Error', message: (error as Error).message, milliseconds: 1 };
    }
  }
}

export async function stopDesks(): Promise<void> {
  for (const desk of desks.splice(0)) await desk.stop();
}

export function contentsOf(maildir: string): Buffer[] {
  return ['new', 'cur'].flatMap((part) => filesIn(join(maildir, part)).map((file) => readFileSync(file)));
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

export function message({
  from = 'a@world.example',
  subject = 'Hello',
  body = 'Hello.\r\n',
  header = '',
} = {}): string {
  return `From: ${from}\r\nTo: undisclosed:;\r\nSubject: ${subject}\r\nMessage-ID: <1@world.example>\r\n${header}\r\n${body}`;
}

/** Sends bytes as they are; resolves with the reply, rejects with what the server refused. */
export function sendTo(
  port: number,
  from: string,
  to: string | readonly string[],
  content: string | Buffer,
): Promise<string> {
  const connection = new SMTPConnection({ host: '127.0.0.1', port, ignoreTLS: true });
  return new Promise<string>((resolve, reject) => {
    connection.once('error', reject);
    connection.connect((error) => {
      if (error) return reject(error);
      const envelope = { from: from || false, to: typeof to === 'string' ? to : [...to], use8BitMime: true } as const;
      connection.send(envelope as never, content, (failure, info) => {
        if (failure) reject(failure);
        else if (info?.rejectedErrors?.length) reject(info.rejectedErrors[0]);
        else resolve(String(info?.response));
      });
    });
  }).finally(() => connection.quit());
}

const ANY = { Patterns: ['*'] };

export function inboundRule(Name: string, Action: InboundAction, to = '*'): InboundRule {
  return { Name, Condition: { OriginRuleCondition: ANY, DestinationRuleCondition: { Patterns: [to] } }, Action };
}

export function outboundRule(Name: string, Action: OutboundAction, to = '*'): OutboundRule {
  return { Name, Condition: { SenderRuleCondition: ANY, DestinationRuleCondition: { Patterns: [to] } }, Action };
}

export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:screening';
export const WATCH_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:watch';

export function synchronous<Fallback>(FallbackAction: Fallback, RetryPeriodMinutes = 0, Arn = FUNCTION_ARN) {
  return { Arn, SynchronousLambdaParameters: { RetryPeriodMinutes, FallbackAction } };
}

/** An answer with one action for all recipients. */
export function forAll(type: string, parameters?: object): object {
  return { actions: [{ action: { type, ...(parameters && { parameters }) }, allRecipients: true }] };
}
