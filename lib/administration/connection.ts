import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';
import { WorkMailClient } from '@aws-sdk/client-workmail';
import { isWorkMailRegion, WORKMAIL_REGIONS, type WorkMailRegion } from '../rules';
import { checkEndpoint, type Endpoint, endpointInEnvironment, isLoopback, type Service } from './endpoint';
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

/** The services beside WorkMail. */
export type OtherService = Exclude<Service, 'WORKMAIL'>;

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
    const endpoint =
      endpointUrl === undefined ? endpointInEnvironment('WORKMAIL') : { url: endpointUrl, source: '--endpoint-url' };
    if (endpoint) checkEndpoint(endpoint);
    if (settings.region === '') throw noRegion('No Region is given');
    const common = {
      maxAttempts: ATTEMPTS,
      ...(settings.region !== undefined && { region: settings.region }),
      ...(profile !== undefined && { profile }),
    };
    const workmail = new WorkMailClient({ ...common, ...(endpointUrl !== undefined && { endpoint: endpointUrl }) });
    return new Connection(workmail, await regionOf(workmail), endpoint, common, settings);
  }

  private readonly others = new Map<OtherService, { destroy(): void }>();

  private constructor(
    readonly workmail: WorkMailClient,
    readonly region: WorkMailRegion,
    private readonly endpoint: Endpoint | undefined,
    private readonly common: object,
    private readonly settings: ConnectionSettings,
  ) {}

  /** The client of another service, in the same Region and with the same credentials. */
  client<Service extends OtherService>(service: Service): InstanceType<(typeof CLIENTS)[Service]> {
    if (!this.has(service)) {
      const problem = `WorkMail is on this machine, and no endpoint is given for ${service}`;
      throw new AdministrationError('UNREACHABLE', problem, `Set AWS_ENDPOINT_URL_${service}`);
    }
    const endpoint = endpointInEnvironment(service);
    if (endpoint) checkEndpoint(endpoint);
    const known = this.others.get(service) as InstanceType<(typeof CLIENTS)[Service]> | undefined;
    if (known) return known;
    const made = new CLIENTS[service]({ ...this.common, region: this.region });
    this.others.set(service, made);
    return made as InstanceType<(typeof CLIENTS)[Service]>;
  }

  /** Whether WorkMail is on this machine. */
  get isLocal(): boolean {
    return this.endpoint !== undefined && isLoopback(this.endpoint);
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
      const service = serviceOf(action);
      const endpoint = service === 'WORKMAIL' ? this.endpoint : endpointInEnvironment(service);
      throw explainFailure({ action, service, endpoint, region: this.region, profile, organizationId, error });
    }
  }

  close(): void {
    for (const client of [this.workmail, ...this.others.values()]) client.destroy();
  }
}

/** By the prefix of IAM's name for the action. */
function serviceOf(action: string): Service {
  const prefix = action.split(':')[0]!.toUpperCase();
  return prefix === 'LOGS' ? 'CLOUDWATCH_LOGS' : (prefix as Service);
}

function noRegion(problem: string): AdministrationError {
  const remedy = `Give --region (WorkMail runs in ${WORKMAIL_REGIONS.join(', ')}), or set AWS_REGION`;
  return new AdministrationError('REGION_MISSING', problem, remedy);
}

async function regionOf(client: WorkMailClient): Promise<WorkMailRegion> {
  const region = await client.config.region().catch(({ message }: Error) => {
    // the client's usual words for it tell no more
    throw noRegion(
      message === 'Region is missing' ? 'No Region is given' : `No Region can be found: ${message.replace(/\.$/, '')}`,
    );
  });
  if (isWorkMailRegion(region)) return region;
  throw new AdministrationError(
    'REGION_WITHOUT_WORKMAIL',
    `The Region is ${region}, and WorkMail runs in ${WORKMAIL_REGIONS.join(', ')} only`,
    'Give the Region of the organization with --region',
  );
}
