import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { loadCloudWatchLogs } from './lazy-clients';
import { type PhysicalId, parsePhysicalId } from './physical-id';

/** A Create and the Delete that takes it back are minutes apart. */
const LOOK_BACK_MILLISECONDS = 3_600_000;

/**
 * With which physical id the last Create of a resource ended, as this function wrote it into its own log: an answer that
 * CloudFormation did not take, for it had cancelled the resource, or heard nothing. Undefined where the log does not tell:
 * it is not there yet, the function crashed, the right to read is missing.
 */
export async function loggedCreation(stackId: string, logicalId: string, now: number): Promise<PhysicalId | undefined> {
  const logGroupName = process.env.AWS_LAMBDA_LOG_GROUP_NAME;
  if (!logGroupName) return undefined;
  try {
    return lastCreation(await readLines(logGroupName, stackId, logicalId, now - LOOK_BACK_MILLISECONDS));
  } catch {
    return undefined;
  }
}

/** Only of a Create that no later request has answered to. */
function lastCreation(lines: readonly string[]): PhysicalId | undefined {
  const last = lines.map((line) => JSON.parse(line)).findLast(({ outcome }) => outcome !== undefined);
  return last?.requestType === 'Create' ? parsePhysicalId(last.physicalId) : undefined;
}

async function readLines(
  logGroupName: string,
  stackId: string,
  logicalId: string,
  startTime: number,
): Promise<string[]> {
  const { paginateFilterLogEvents, CloudWatchLogsClient } = await loadCloudWatchLogs();
  client ??= new CloudWatchLogsClient({});
  const filterPattern = `{ ($.stackId = ${JSON.stringify(stackId)}) && ($.logicalId = ${JSON.stringify(logicalId)}) }`;
  const lines: string[] = [];
  for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName, startTime, filterPattern })) {
    lines.push(...events.flatMap(({ message }) => message ?? []));
  }
  return lines;
}

let client: CloudWatchLogsClient | undefined;
