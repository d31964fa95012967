import { paginateListStackResources, type StackResourceSummary } from '@aws-sdk/client-cloudformation';
import type { Connection } from './connection';

/** What CloudFormation has made of a stack's resources: physical ids by logical ids; none if it is not deployed. */
export async function readPhysicalIds(connection: Connection, StackName: string): Promise<ReadonlyMap<string, string>> {
  const resources = await connection.ask('cloudformation:ListStackResources', listResources(connection, StackName));
  return new Map(
    resources.flatMap(({ LogicalResourceId: logicalId, PhysicalResourceId: physicalId }) =>
      logicalId && physicalId ? [[logicalId, physicalId] as const] : [],
    ),
  );
}

/** The resources that a stack has now; none if it is not deployed. */
export async function listResources(connection: Connection, StackName: string): Promise<StackResourceSummary[]> {
  const resources: StackResourceSummary[] = [];
  const client = connection.client('CLOUDFORMATION');
  try {
    for await (const page of paginateListStackResources({ client }, { StackName })) {
      const listed = page.StackResourceSummaries ?? [];
      resources.push(...listed.filter(({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE'));
    }
  } catch (error) {
    if (!isUnknownStack(error)) throw error;
  }
  return resources;
}

/** CloudFormation has no error of its own for it. */
function isUnknownStack(error: unknown): boolean {
  const { name, message = '' } = Object(error) as Partial<Error>;
  return name === 'ValidationError' && /does not exist/.test(message);
}
