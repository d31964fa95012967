import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { AccessControl, LocalAccount, LocalWorkMail, type Principal } from '../../lib/local';
import { cdk } from './cdk-command';
import { MiniStack } from './ministack';

export const ACCOUNT = '123456789012';
const REGION = 'us-east-1';

/** What became of one deployment or destruction. */
export interface Outcome {
  readonly succeeded: boolean;
  /** Of the stack, after it. */
  readonly status: string;
  /** What a person is told. */
  readonly output: string;
}

/** A CloudFormation with a WorkMail of its own, on which stacks live. */
export interface Engine {
  readonly workmail: LocalWorkMail;
  deploy(stackName: string, assembly: string): Promise<Outcome>;
  destroy(stackName: string, assembly: string): Promise<Outcome>;
  /** What the providers of all stacks have been asked and what they answered so far. */
  requests(): Promise<readonly ProviderRequest[]>;
  stop(): Promise<void>;
}

/** One line of a provider's log: the end of a request. */
export interface ProviderRequest {
  readonly requestId: string;
  readonly requestType: 'Create' | 'Update' | 'Delete';
  readonly logicalId: string;
  readonly outcome: 'SUCCESS' | 'FAILED';
  readonly physicalId: string;
}

function readRequest(line: string): ProviderRequest[] {
  if (!line.startsWith('{')) return [];
  const request = JSON.parse(line) as ProviderRequest;
  return request.outcome ? [request] : [];
}

/** The local account of this project. */
export class OwnEngine implements Engine {
  static async start(): Promise<OwnEngine> {
    const lines: string[] = [];
    const account = await LocalAccount.start({ onLog: ({ line }) => lines.push(line) });
    return new OwnEngine(account, lines);
  }

  private constructor(
    private readonly account: LocalAccount,
    private readonly lines: readonly string[],
  ) {}

  get workmail(): LocalWorkMail {
    return this.account.workmail;
  }

  async deploy(_stackName: string, assembly: string): Promise<Outcome> {
    return readReport(await this.account.deploy(assembly));
  }

  async destroy(stackName: string): Promise<Outcome> {
    return readReport(await this.account.destroy(stackName));
  }

  async requests(): Promise<readonly ProviderRequest[]> {
    return this.lines.flatMap(readRequest);
  }

  stop(): Promise<void> {
    return this.account.stop();
  }
}

function readReport({ succeeded, stacks }: Awaited<ReturnType<LocalAccount['deploy']>>): Outcome {
  const [stack] = stacks;
  const failures = stack?.changes.flatMap(({ failure }) => failure ?? []) ?? [];
  return { succeeded, status: stack?.status ?? '', output: [stack?.reason, ...failures].join('\n') };
}

/** MiniStack runs functions under sessions of its own, which this WorkMail takes as they are. */
class AnySession extends AccessControl {
  override authenticate(): Principal {
    return { arn: `arn:aws:iam::${this.account}:root`, isAllowed: () => true, demand: () => undefined };
  }
}

/** MiniStack's CloudFormation and Lambda under the CDK's own command line, and the local WorkMail. */
export class IndependentEngine implements Engine {
  static async start(folder: string): Promise<IndependentEngine> {
    const workmail = await LocalWorkMail.start({ region: REGION, access: new AnySession({ account: ACCOUNT }) });
    const environment = {
      AWS_ENDPOINT_URL_WORKMAIL: workmail.endpoint,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
    const stack = await MiniStack.start({ region: REGION, account: ACCOUNT, environment });
    const { succeeded, output } = await cdk(stack, folder, 'bootstrap', `aws://${ACCOUNT}/${REGION}`);
    if (!succeeded) throw new Error(`cdk bootstrap failed:\n${output}`);
    return new IndependentEngine(stack, workmail, folder);
  }

  private readonly cloudFormation: CloudFormationClient;
  private readonly logs: CloudWatchLogsClient;

  private constructor(
    readonly stack: MiniStack,
    readonly workmail: LocalWorkMail,
    private readonly folder: string,
  ) {
    this.cloudFormation = new CloudFormationClient(stack.clientSettings);
    this.logs = new CloudWatchLogsClient(stack.clientSettings);
  }

  deploy(stackName: string, assembly: string): Promise<Outcome> {
    return this.run(stackName, 'deploy', '--app', assembly, '--require-approval', 'never');
  }

  destroy(stackName: string, assembly: string): Promise<Outcome> {
    return this.run(stackName, 'destroy', '--app', assembly, '--force');
  }

  async requests(): Promise<readonly ProviderRequest[]> {
    const requests: ProviderRequest[] = [];
    const { logGroups = [] } = await this.logs.send(new DescribeLogGroupsCommand({}));
    for (const { logGroupName } of logGroups) {
      for await (const page of paginateFilterLogEvents({ client: this.logs }, { logGroupName })) {
        requests.push(...(page.events ?? []).flatMap(({ message = '' }) => readRequest(message)));
      }
    }
    return requests;
  }

  /** The logical ids of what is deleted of a stack while something happens, in that order. */
  async deletions(stackName: string, happening: () => Promise<void>): Promise<string[]> {
    const { Stacks = [] } = await this.cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
    const StackName = Stacks[0]?.StackId;
    const begun = new Date();
    await happening();
    const events: StackEvent[] = [];
    for await (const page of paginateDescribeStackEvents({ client: this.cloudFormation }, { StackName })) {
      events.push(...(page.StackEvents ?? []));
    }
    return events
      .filter(({ Timestamp, ResourceStatus }) => Timestamp! >= begun && ResourceStatus === 'DELETE_COMPLETE')
      .map(({ LogicalResourceId = '' }) => LogicalResourceId)
      .reverse();
  }

  async stop(): Promise<void> {
    await this.stack.stop();
    await this.workmail.stop();
  }

  private async run(stackName: string, command: string, ...parameters: string[]): Promise<Outcome> {
    const outcome = await cdk(this.stack, this.folder, command, stackName, ...parameters);
    return { ...outcome, status: await this.statusOf(stackName) };
  }

  /** A stack that is gone is no longer found by its name. */
  private async statusOf(stackName: string): Promise<string> {
    const described = this.cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
    const stacks = await described.then(({ Stacks = [] }) => Stacks).catch(() => []);
    return stacks[0]?.StackStatus ?? 'DELETE_COMPLETE';
  }
}
