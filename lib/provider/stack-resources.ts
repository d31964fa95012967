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
  // Loaded only where it is needed: a Create that meets nothing starts without it.
  const { CloudFormationClient, ListStackResourcesCommand } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient({ retryMode: 'adaptive', maxAttempts: 8 });
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
