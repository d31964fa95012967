import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { loadCloudWatchLogs } from './lazy-clients';
import { type PhysicalId, parsePhysicalId } from './physical-id';

/** A request and the one that takes it back are minutes apart. */
const LOOK_BACK_MILLISECONDS = 3_600_000;

/**
 * With which physical id the last Create of a resource ended, as this function wrote it into its own log: an answer that
 * CloudFormation did not take, for it had cancelled the resource, or heard nothing. Undefined where the log does not tell:
 * it is not there yet, the function crashed, the right to read is missing.
 */
export async function loggedCreation(stackId: string, logicalId: string, now: number): Promise<PhysicalId | undefined> {
  return fromLog(stackId, logicalId, now, lastCreation);
}

/** What this function writes down of a request, as far as it is read again. */
interface LogLine {
  readonly requestId: string;
  readonly requestType: string;
  readonly documentHash?: string;
  readonly outcome?: string;
  readonly physicalId?: string;
  readonly note?: string;
  readonly document?: unknown;
}

async function fromLog<Found>(
  stackId: string,
  logicalId: string,
  now: number,
  find: (lines: readonly LogLine[]) => Found | undefined,
): Promise<Found | undefined> {
  const logGroupName = process.env.AWS_LAMBDA_LOG_GROUP_NAME;
  if (!logGroupName) return undefined;
  try {
    const lines = await readLines(logGroupName, stackId, logicalId, now - LOOK_BACK_MILLISECONDS);
    return find(lines.map((line) => JSON.parse(line)));
  } catch {
    return undefined;
  }
}

/** What an Update found, which its roll-back is to bring back. */
export interface LoggedUpdate {
  /** The hash of what it was to write. */
  readonly documentHash: string;
  /** What it overwrote that was not as declared before. */
  readonly overwritten?: unknown;
  /** Whether nothing was there, so that it made the entity anew. */
  readonly wasGone: boolean;
  /** With which physical id it succeeded, if it did. */
  readonly physicalId?: PhysicalId;
}

/** Of the last Update of a resource. Undefined where the log does not tell, or does not tell yet. */
export async function loggedUpdate(stackId: string, logicalId: string, now: number): Promise<LoggedUpdate | undefined> {
  return fromLog(stackId, logicalId, now, lastUpdate);
}

function lastUpdate(lines: readonly LogLine[]): LoggedUpdate | undefined {
  const last = lines.findLast(({ outcome }) => outcome !== undefined);
  if (last?.requestType !== 'Update' || last.documentHash === undefined) return undefined;
  // of all deliveries of the request, of which the first found what was there
  const notes = lines.filter(({ note, requestId }) => note !== undefined && requestId === last.requestId);
  return {
    documentHash: last.documentHash,
    overwritten: notes.find(({ note }) => note === 'overwritten')?.document,
    wasGone: notes.some(({ note }) => note === 'wasGone'),
    ...(last.outcome === 'SUCCESS' && { physicalId: parsePhysicalId(last.physicalId) }),
  };
}

/** Only of a Create that no later request has answered to. */
function lastCreation(lines: readonly LogLine[]): PhysicalId | undefined {
  const last = lines.findLast(({ outcome }) => outcome !== undefined);
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
