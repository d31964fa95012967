import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Direction, WorkMailRegion } from '../rules';
import type { Simulation } from '../simulator';
import { AccessControl } from './access';
import {
  type DeployReport,
  LocalCloudFormation,
  type LocalCloudFormationOptions,
  type StackEvent,
} from './cloudformation';
import { functionCaller } from './function-caller';
import { FunctionRunner, type LogLine } from './functions';
import type { LoopbackServer } from './http';
import { LiveRules } from './live-rules';
import { LocalError, unknownOrganization } from './local-error';
import { LocalMail, type LocalMailOptions } from './mail';
import { LocalMessageFlow, MessageStore, SimulatedContent } from './message-flow';
import { Buckets, LocalS3 } from './s3';
import { type Desk, FunctionLogs, SERVICES } from './services';
import { type ErrorNames, LocalWorkMail } from './workmail';

/** What a {@link LocalAccount} can be told. */
export interface LocalAccountOptions {
  /** Of the WorkMail API, on 127.0.0.1. @default a free one */
  readonly port?: number;
  /** @default us-east-1 */
  readonly region?: WorkMailRegion;
  /** @default 123456789012 */
  readonly account?: string;
  /** Where organizations, rules and stacks are kept for the next start. @default in memory only */
  readonly folder?: string;
  /** Mail in and out, by SMTP. @default none; `startMail` starts it later */
  readonly mail?: LocalMailOptions;
  /** What WorkMail's errors are called on the wire. @default what is most likely */
  readonly errorNames?: Partial<ErrorNames>;
  /** How long a right takes until it counts. @default 0; in IAM it takes seconds */
  readonly rightsArriveAfterMilliseconds?: number;
  /** What CloudFormation does with what is under way when a resource fails. @default cancel, as CloudFormation does */
  readonly inFlightAtFailure?: 'cancel' | 'finish';
  /** What becomes of a function's attempts to answer CloudFormation. @default none is lost */
  readonly loseAnswer?: LocalCloudFormationOptions['loseAnswer'];
  /** Hears what becomes of stacks and resources. */
  readonly onEvent?: (event: StackEvent) => void;
  /** Hears what functions print. */
  readonly onLog?: (line: LogLine) => void;
  /** Hears, in a sentence, what works differently on this machine. */
  readonly onNotice?: (notice: string) => void;
}

/** A message on its way, as one SMTP conversation hands it over. */
export interface IncomingMail {
  readonly organizationId: string;
  readonly direction: Direction;
  /** The address of MAIL FROM. */
  readonly from: string;
  /** The addresses of RCPT TO. */
  readonly recipients: readonly string[];
  /** The MIME message. */
  readonly content: Uint8Array;
}

const DEFAULT_ACCOUNT = '123456789012';

/**
 * An AWS account on this machine, as far as email flow rules and the functions behind them need one.
 *
 * @example
 * import { LocalAccount } from 'cdk-workmail-flow/local';
 *
 * const account = await LocalAccount.start();
 * account.workmail.createOrganization({ alias: 'corp', organizationId: 'm-0123456789abcdef0123456789abcdef' });
 * const { succeeded } = await account.deploy('cdk.out');
 * await account.stop();
 */
export class LocalAccount {
  /** Starts it, with what its folder holds. Stop it, or its servers keep the process alive. */
  static async start(options: LocalAccountOptions = {}): Promise<LocalAccount> {
    const { folder, port, region, errorNames, onLog, onNotice } = options;
    const access = new AccessControl({ account: options.account ?? DEFAULT_ACCOUNT });
    const workmailFolder = folder && join(folder, 'workmail');
    const workmail = await LocalWorkMail.start({ port, region, access, errorNames, folder: workmailFolder });
    const functionLogs = new FunctionLogs();
    const keepLine = (line: LogLine) => {
      functionLogs.add(line);
      onLog?.(line);
    };
    const functions = new FunctionRunner({ onLog: keepLine, onNotice });
    const messages = new MessageStore({ folder: folder && join(folder, 'messages') });
    const buckets = new Buckets({ folder: folder && join(folder, 's3') });
    const place = { access, region: workmail.region };
    const s3 = await LocalS3.start({ ...place, buckets });
    const messageFlow = await LocalMessageFlow.start({ ...place, store: messages, objects: s3 });
    const content: Content = { messages, messageFlow, buckets, s3 };
    // Before CloudFormation, which tells functions where they are.
    let desk: Desk | undefined;
    const services = await startServices(() => desk as Desk);
    const cloudFormation = await LocalCloudFormation.start({
      ...place,
      functions,
      buckets,
      serviceEndpoints: { ...endpointsOf(services), ...endpointsOfContent(content), WORKMAIL: workmail.endpoint },
      folder: folder && join(folder, 'cloudformation'),
      rightsArriveAfterMilliseconds: options.rightsArriveAfterMilliseconds,
      inFlightAtFailure: options.inFlightAtFailure,
      loseAnswer: options.loseAnswer,
      onEvent: options.onEvent,
      onNotice,
    });
    const account = new LocalAccount(workmail, cloudFormation, content, functions, services, folder);
    desk = { ...place, workmail, cloudFormation, functionLogs, messages, mail: () => account.mail };
    try {
      if (options.mail) await account.startMail(options.mail);
    } catch (error) {
      await account.stop();
      throw error;
    }
    return account;
  }

  /** The rules as WorkMail's API tells them. */
  readonly rules: LiveRules;

  /** Mail in and out, if it was started. */
  get mail(): LocalMail | undefined {
    return this.mailInAndOut;
  }

  private mailInAndOut: LocalMail | undefined;
  private readonly simulatedContent: SimulatedContent;

  private constructor(
    readonly workmail: LocalWorkMail,
    readonly cloudFormation: LocalCloudFormation,
    private readonly content: Content,
    private readonly functions: FunctionRunner,
    private readonly services: Services,
    private readonly folder: string | undefined,
  ) {
    this.rules = new LiveRules(workmail);
    this.simulatedContent = new SimulatedContent(content.messages, { isKept: true });
  }

  /** The messages whose content functions can get and change. */
  get messages(): MessageStore {
    return this.content.messages;
  }

  /** Where services are, by the suffix of their variable: { WORKMAIL: 'http://127.0.0.1:…', … }. */
  get endpoints(): Readonly<Record<string, string>> {
    const { workmail, cloudFormation } = this;
    return {
      WORKMAIL: workmail.endpoint,
      CLOUDFORMATION: cloudFormation.endpoint,
      ...endpointsOfContent(this.content),
      ...endpointsOf(this.services),
    };
  }

  /** Deploys the stacks of a cloud assembly, the folder that `cdk synth` writes. */
  deploy(assemblyFolder: string, selection: { stacks?: readonly string[] } = {}): Promise<DeployReport> {
    return this.cloudFormation.deploy(assemblyFolder, selection);
  }

  /** Opens the SMTP ports, and goes on with mail that waits in the folder. Deploy before, and no message meets old rules. */
  async startMail(options: LocalMailOptions = {}): Promise<LocalMail> {
    if (this.mailInAndOut)
      throw new LocalError('MAIL_STARTED', 'The mail of this account was started before. Use account.mail.');
    const { workmail, messages } = this;
    const folder = options.folder ?? (this.folder && join(this.folder, 'mail'));
    const invoke = (organizationId: string) => functionCaller(this.cloudFormation, workmail, organizationId);
    this.mailInAndOut = await LocalMail.start({ ...options, folder }, { workmail, messages, invoke });
    return this.mailInAndOut;
  }

  /** Destroys one stack, or all. */
  destroy(stackName?: string): Promise<DeployReport> {
    return this.cloudFormation.destroy(stackName);
  }

  /**
   * Sends a message through the deployed rules and functions, and says what happens to each recipient. Functions run in
   * processes of their own, if their permissions let WorkMail invoke them; the waits between retries are not waited for.
   * They can get the content of the message, and put it back changed: the result has what recipients would get.
   */
  send(mail: IncomingMail): Promise<Simulation> {
    const { organizationId, direction, from, recipients, content } = mail;
    const { organizations } = this.workmail;
    const organization = organizations.find((candidate) => candidate.organizationId === organizationId);
    if (!organization) throw unknownOrganization(organizationId, organizations);
    const { alias, mailDomains } = organization;
    return this.simulatedContent.simulate(
      {
        organization: { id: organizationId, alias, domains: mailDomains },
        rules: {
          inbound: this.workmail.inboundRules(organizationId),
          outbound: this.workmail.outboundRules(organizationId),
        },
        message: { direction, envelope: { from, recipients }, content, messageId: randomUUID() },
      },
      { invoke: functionCaller(this.cloudFormation, this.workmail, organizationId) },
    );
  }

  /** Stops all servers and functions. Mail that is not done goes on at the next start, if there is a folder. */
  async stop(): Promise<void> {
    await this.mailInAndOut?.stop();
    await this.cloudFormation.stop();
    await this.functions.stop();
    await Promise.all(Object.values(this.services).map((service) => service.stop()));
    await this.workmail.stop();
    await this.content.messageFlow.stop();
    await this.content.s3.stop();
    this.content.buckets.close();
    this.messages.close();
  }
}

/** The messages, and the buckets through which functions give them back. */
interface Content {
  readonly messages: MessageStore;
  readonly messageFlow: LocalMessageFlow;
  readonly buckets: Buckets;
  readonly s3: LocalS3;
}

function endpointsOfContent({ messageFlow, s3 }: Content): Record<string, string> {
  return { WORKMAILMESSAGEFLOW: messageFlow.endpoint, S3: s3.endpoint };
}

type Services = Readonly<Record<string, LoopbackServer>>;

async function startServices(desk: () => Desk): Promise<Services> {
  const starting = Object.entries(SERVICES).map(async ([name, start]) => [name, await start(desk)] as const);
  return Object.fromEntries(await Promise.all(starting));
}

function endpointsOf(services: Services): Record<string, string> {
  return Object.fromEntries(Object.entries(services).map(([name, { url }]) => [name, url]));
}
