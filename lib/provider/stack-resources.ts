import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { Failure } from './failure';
import { loadCloudFormation } from './lazy-clients';
import { type PhysicalId, parsePhysicalId } from './physical-id';
import type { Sender } from './sender';

/** One resource of the stack, as CloudFormation lists it at this moment. */
export interface StackResource {
  readonly logicalId: string;
  readonly physicalId?: PhysicalId;
  /** CloudFormation's status: `CREATE_IN_PROGRESS` … */
  readonly status: string;
  /** When CloudFormation last began or ended something on it, in milliseconds since 1970. */
  readonly lastUpdated?: number;
}

/** CloudFormation's list of the stack's own resources: the one answer to the question which of them holds a rule. */
export async function listStackResources(sender: Sender, stackId: string): Promise<StackResource[]> {
  const { ListStackResourcesCommand, client } = await cloudFormation();
  const resources: StackResource[] = [];
  let NextToken: string | undefined;
  do {
    const page = await sender.send(client, new ListStackResourcesCommand({ StackName: stackId, NextToken }));
    for (const summary of page.StackResourceSummaries ?? []) {
      resources.push({
        logicalId: summary.LogicalResourceId ?? '',
        physicalId: parsePhysicalId(summary.PhysicalResourceId),
        status: summary.ResourceStatus ?? '',
        lastUpdated: summary.LastUpdatedTimestamp?.getTime(),
      });
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return resources;
}

/** The same, where nothing is done without it: it alone tells `what`. */
export async function requireStackResources(
  session: { stackResources(): Promise<StackResource[]> },
  what: string,
): Promise<StackResource[]> {
  return session.stackResources().catch((error: Error) => {
    const answer = error.message.replace(/[.\s]*$/, '');
    throw new Failure(
      'stackNotListed',
      `Only CloudFormation's list of the stack's resources tells ${what}, and it could not be had: ${answer}. Nothing was changed. Deploy again; if access is denied, a service control policy or a permissions boundary takes cloudformation:ListStackResources from the provider's role.`,
    );
  });
}

/** What is under way with the stack. */
export interface StackState {
  /** When the update began, in milliseconds since 1970; undefined while the stack is made. */
  readonly updateBegan?: number;
  /** Whether an update that failed is being taken back. */
  readonly isRollingBack: boolean;
  /** Whether what was asked for last was or is being taken back, or the stack removed. */
  readonly isTakenBack: boolean;
}

export async function stackState(sender: Sender, stackId: string): Promise<StackState> {
  const { DescribeStacksCommand, client } = await cloudFormation();
  const { Stacks } = await sender.send(client, new DescribeStacksCommand({ StackName: stackId }));
  const { LastUpdatedTime, StackStatus = '' } = Stacks?.[0] ?? {};
  return {
    updateBegan: LastUpdatedTime?.getTime(),
    isRollingBack: StackStatus === 'UPDATE_ROLLBACK_IN_PROGRESS',
    isTakenBack: /ROLLBACK|^DELETE_/.test(StackStatus),
  };
}

/** The Metadata that the template gave to a resource, also to one that the template of the update no longer has. */
export async function resourceMetadata(
  sender: Sender,
  stackId: string,
  logicalId: string,
): Promise<Readonly<Record<string, unknown>>> {
  const { DescribeStackResourceCommand, client } = await cloudFormation();
  const about = { StackName: stackId, LogicalResourceId: logicalId };
  const { StackResourceDetail } = await sender.send(client, new DescribeStackResourceCommand(about));
  return JSON.parse(StackResourceDetail?.Metadata || '{}');
}

let client: CloudFormationClient | undefined;

async function cloudFormation() {
  const module = await loadCloudFormation();
  client ??= new module.CloudFormationClient({ retryMode: 'adaptive', maxAttempts: 8 });
  return { ...module, client };
}
