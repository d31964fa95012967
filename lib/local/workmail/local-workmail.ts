import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type InboundRule,
  isWorkMailRegion,
  type OutboundRule,
  WORKMAIL_REGIONS,
  type WorkMailRegion,
} from '../../rules';
import { AccessControl } from '../access';
import { LocalError } from '../local-error';
import { Faults } from './faults';
import { type Folder, openFolder } from './folder';
import { organizationArn } from './operation';
import { createOrganization } from './organizations';
import { handle } from './request-handler';
import { RequestLog, type RequestRecord } from './request-log';
import { type RuleChange, Service } from './service';
import { ERROR_NAMES, type ErrorNames } from './service-error';
import type { Organization } from './state';

/** What a {@link LocalWorkMail} can be told. */
export interface LocalWorkMailOptions {
  /** On 127.0.0.1. @default a free one */
  readonly port?: number;
  /** @default us-east-1 */
  readonly region?: WorkMailRegion;
  /** Who may call; one for all servers of a desk. @default one of its own, for account 123456789012 */
  readonly access?: AccessControl;
  /** Where the state is kept. @default in memory only */
  readonly folder?: string;
  /** What errors are called on the wire, where it is not what is most likely. */
  readonly errorNames?: Partial<ErrorNames>;
}

/** An organization to be made. */
export interface NewOrganization {
  readonly alias: string;
  /** @default a random one */
  readonly organizationId?: string;
  /** Mail domains beside ALIAS.awsapps.com. */
  readonly domains?: readonly string[];
}

const DEFAULT_ACCOUNT = '123456789012';
const LOOPBACK = '127.0.0.1';

/**
 * A WorkMail that runs on this machine: the operations on organizations, mail domains, email flow rules, SMTP gateways and
 * the configuration of the email event log.
 */
export class LocalWorkMail {
  /** Starts one, on 127.0.0.1. */
  static async start(options: LocalWorkMailOptions = {}): Promise<LocalWorkMail> {
    const workmail = new LocalWorkMail(options);
    await workmail.listen(options.port ?? 0);
    return workmail;
  }

  readonly region: WorkMailRegion;
  readonly access: AccessControl;
  readonly faults = new Faults();
  private readonly log = new RequestLog();
  private readonly stopping = new AbortController();
  private readonly folder: Folder | undefined;
  private readonly service: Service;
  private readonly server: Server;

  private constructor(options: LocalWorkMailOptions) {
    this.region = options.region ?? 'us-east-1';
    if (!isWorkMailRegion(this.region)) {
      throw new LocalError(
        'REGION_WITHOUT_WORKMAIL',
        `region is "${this.region}": WorkMail runs in ${WORKMAIL_REGIONS.join(', ')} only. Name one of these.`,
      );
    }
    this.access = options.access ?? new AccessControl({ account: DEFAULT_ACCOUNT });
    const owner = { account: this.account, region: this.region };
    this.folder = options.folder === undefined ? undefined : openFolder(options.folder, owner);
    this.service = new Service(owner, this.folder);
    const parts = {
      region: this.region,
      access: this.access,
      faults: this.faults,
      service: this.service,
      errorNames: { ...ERROR_NAMES, ...options.errorNames },
      log: this.log,
      stopping: this.stopping.signal,
    };
    this.server = createServer((message, response) => void handle(message, response, parts));
  }

  /** Its URL, for clients and for AWS_ENDPOINT_URL_WORKMAIL. */
  get endpoint(): string {
    return `http://${LOOPBACK}:${(this.server.address() as AddressInfo).port}`;
  }

  /** The id of the AWS account. */
  get account(): string {
    return this.access.account;
  }

  /** The last requests, the oldest first. */
  get requests(): readonly RequestRecord[] {
    return this.log.records;
  }

  /** All organizations, deleted ones among them, with their state. */
  get organizations(): readonly Organization[] {
    return this.service.organizations;
  }

  /** Makes an organization at once. Throws where WorkMail would refuse it. */
  createOrganization({ alias, organizationId, domains = [] }: NewOrganization): Organization {
    const Domains = domains.map((DomainName) => ({ DomainName }));
    const { organization } = this.service.apply((context) =>
      createOrganization({ Alias: alias, OrganizationId: organizationId, Domains }, context),
    );
    return organization as Organization;
  }

  /** The inbound rules of an organization, as WorkMail's API tells them. */
  inboundRules(organizationId: string): readonly InboundRule[] {
    return this.service.find(organizationId).inboundRules;
  }

  /** The outbound rules of an organization, as WorkMail's API tells them. */
  outboundRules(organizationId: string): readonly OutboundRule[] {
    return this.service.find(organizationId).outboundRules;
  }

  /** Whether that is the password of an SMTP gateway, as it was last written since this process began. */
  isGatewayPassword(organizationId: string, gatewayName: string, password: string): boolean {
    return this.service.passwords.is(organizationId, gatewayName, password);
  }

  /** The ARN of an organization of this account and Region. */
  organizationArn(organizationId: string): string {
    return organizationArn(organizationId, this);
  }

  /** Called after every change of rules, before the request is answered. Returns what ends it. */
  onChange(listener: (change: RuleChange) => void): () => void {
    return this.service.onChange(listener);
  }

  /** Requests that are under way end without an answer. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
    this.folder?.release();
  }

  private async listen(port: number): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.server.once('error', reject).listen(port, LOOPBACK, resolve);
      });
    } catch (error) {
      this.folder?.release();
      throw error;
    }
  }
}
