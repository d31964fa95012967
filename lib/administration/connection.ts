import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';
import { WorkMailClient } from '@aws-sdk/client-workmail';
import { isWorkMailRegion, WORKMAIL_REGIONS, type WorkMailRegion } from '../rules';
import { AdministrationError } from './error';
import { explainFailure } from './refusal';

export interface ConnectionSettings {
  /** @default what the environment or the profile says */
  readonly region?: string;
  /** Of AWS's configuration files. @default AWS_PROFILE, or the default one */
  readonly profile?: string;
  /** Of WorkMail. @default AWS_ENDPOINT_URL_WORKMAIL, or AWS itself */
  readonly endpointUrl?: string;
}

/** WorkMail may throttle: Describe takes one name at a time. */
const ATTEMPTS = 6;

/** The services beside WorkMail, by the suffix of the variable with their endpoint. */
export type OtherService = 'CLOUDFORMATION' | 'CLOUDWATCH_LOGS' | 'IAM' | 'LAMBDA' | 'STS';

const CLIENTS = {
  CLOUDFORMATION: CloudFormationClient,
  CLOUDWATCH_LOGS: CloudWatchLogsClient,
  IAM: IAMClient,
  LAMBDA: LambdaClient,
  STS: STSClient,
} as const;

/** An account and Region of AWS, or of this machine. Credentials come from the SDK's default chain. */
export class Connection {
  static async open(settings: ConnectionSettings = {}): Promise<Connection> {
    const { profile, endpointUrl } = settings;
    if (endpointUrl !== undefined && !URL.canParse(endpointUrl)) {
      throw new AdministrationError(
        'ENDPOINT_INVALID',
        `The endpoint is ${JSON.stringify(endpointUrl)}, which is no URL`,
        'Write one such as http://127.0.0.1:8025',
      );
    }
    const common = {
      maxAttempts: ATTEMPTS,
      ...(settings.region !== undefined && { region: settings.region }),
      ...(profile !== undefined && { profile }),
    };
    const workmail = new WorkMailClient({ ...common, ...(endpointUrl !== undefined && { endpoint: endpointUrl }) });
    return new Connection(workmail, await regionOf(workmail), common, settings);
  }

  private readonly others = new Map<OtherService, { destroy(): void }>();

  private constructor(
    readonly workmail: WorkMailClient,
    readonly region: WorkMailRegion,
    private readonly common: object,
    private readonly settings: ConnectionSettings,
  ) {}

  /** The client of another service, in the same Region and with the same credentials. */
  client<Service extends OtherService>(service: Service): InstanceType<(typeof CLIENTS)[Service]> {
    if (!this.has(service)) {
      const problem = `WorkMail is on this machine, and no endpoint is given for ${service}`;
      throw new AdministrationError('UNREACHABLE', problem, `Set AWS_ENDPOINT_URL_${service}`);
    }
    const known = this.others.get(service) as InstanceType<(typeof CLIENTS)[Service]> | undefined;
    if (known) return known;
    const made = new CLIENTS[service]({ ...this.common, region: this.region });
    this.others.set(service, made);
    return made as InstanceType<(typeof CLIENTS)[Service]>;
  }

  /** Whether WorkMail is on this machine. */
  get isLocal(): boolean {
    const url = this.settings.endpointUrl ?? endpointInEnvironment('WORKMAIL');
    return url !== undefined && URL.canParse(url) && LOOPBACK.test(new URL(url).hostname);
  }

  /** Whether another service may be asked: beside a WorkMail on this machine, AWS itself would not know the account. */
  has(service: OtherService): boolean {
    return !this.isLocal || endpointInEnvironment(service) !== undefined;
  }

  /** The answer of a call, or an {@link AdministrationError} that says what to do. */
  async ask<Output>(action: string, call: Promise<Output>, organizationId?: string): Promise<Output> {
    try {
      return await call;
    } catch (error) {
      const { profile } = this.settings;
      throw explainFailure({ action, region: this.region, profile, organizationId, error });
    }
  }

  close(): void {
    for (const client of [this.workmail, ...this.others.values()]) client.destroy();
  }
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

function endpointInEnvironment(service: string): string | undefined {
  return process.env[`AWS_ENDPOINT_URL_${service}`] || process.env.AWS_ENDPOINT_URL || undefined;
}

async function regionOf(client: WorkMailClient): Promise<WorkMailRegion> {
  const known = WORKMAIL_REGIONS.join(', ');
  const region = await client.config.region().catch(({ message }: Error) => {
    throw new AdministrationError(
      'REGION_MISSING',
      // the client's usual words for it tell no more
      message === 'Region is missing' ? 'No Region is given' : `No Region can be found: ${message}`,
      `Give --region (WorkMail runs in ${known}), or set AWS_REGION`,
    );
  });
  if (isWorkMailRegion(region)) return region;
  throw new AdministrationError(
    'REGION_WITHOUT_WORKMAIL',
    `The Region is ${region}, and WorkMail runs in ${known} only`,
    'Give the Region of the organization with --region',
  );
}
