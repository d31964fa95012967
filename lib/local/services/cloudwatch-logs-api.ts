import { createHash } from 'node:crypto';
import { ApiError, handleJson, type JsonCall, LoopbackServer } from '../http';
import { type Filter, parseFilterPattern } from './filter-pattern';
import type { KeptLine } from './function-logs';
import type { Desk, StartService } from './service';

/**
 * As much of CloudWatch Logs as reads WorkMail's email event log, and what functions print: DescribeLogGroups,
 * FilterLogEvents.
 */
export const startCloudWatchLogsApi: StartService = (desk) =>
  LoopbackServer.start((request, response) => {
    const { access, region } = desk();
    return handleJson(request, response, {
      access,
      scope: { service: 'logs', region },
      contentType: 'application/x-amz-json-1.1',
      answer: (call) => answer(call, desk()),
    });
  });

type Run = (call: JsonCall, desk: Desk) => object | Promise<object>;

const OPERATIONS: Readonly<Record<string, Run>> = {
  DescribeLogGroups: describeLogGroups,
  FilterLogEvents: filterLogEvents,
};

function answer(call: JsonCall, desk: Desk): object | Promise<object> {
  const name = /^Logs_20140328\.(\w+)$/.exec(call.target)?.[1] ?? '';
  const run = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (run) return run(call, desk);
  const known = Object.keys(OPERATIONS).join(', ');
  throw new ApiError('UnknownOperationException', `Only ${known} are answered on this machine.`);
}

interface LogGroup {
  readonly name: string;
  readonly arn: string;
  /** Whose mail events are in it; absent for a log group that functions write. */
  readonly organizationId?: string;
}

/** Where WorkMail writes an organization's events: where it was told to, and where the guide says it does by default. */
function logGroups({ workmail, cloudFormation, functionLogs, access, region }: Desk): LogGroup[] {
  const arnOf = (name: string) => `arn:aws:logs:${region}:${access.account}:log-group:${name}`;
  const ofOrganizations = workmail.organizations.flatMap(({ organizationId, alias, emailMonitoring }) => {
    const configured = emailMonitoring?.LogGroupArn.split(':')[6];
    const names = new Set([`/aws/workmail/emailevents/${alias}`, ...(configured === undefined ? [] : [configured])]);
    return [...names].map((name) => ({ name, arn: arnOf(name), organizationId }));
  });
  const ofFunctions = new Set([...Object.keys(cloudFormation.account.state.logGroups), ...functionLogs.names]);
  return [...ofOrganizations, ...[...ofFunctions].map((name) => ({ name, arn: arnOf(name) }))];
}

function describeLogGroups({ principal, input }: JsonCall, desk: Desk): object {
  principal.demand('logs:DescribeLogGroups', `arn:aws:logs:${desk.region}:${desk.access.account}:log-group:*`);
  const prefix = String(input.logGroupNamePrefix ?? '');
  const names = new Map(logGroups(desk).map((group) => [group.name, group]));
  const found = [...names.values()].filter(({ name }) => name.startsWith(prefix));
  return { logGroups: found.map(({ name, arn }) => ({ logGroupName: name, arn: `${arn}:*`, logGroupArn: arn })) };
}

/** As many as CloudWatch Logs gives at a time. */
const PAGE = 10_000;

async function filterLogEvents({ principal, input }: JsonCall, desk: Desk): Promise<object> {
  const { organizationId, arn, name } = findGroup(input, desk);
  principal.demand('logs:FilterLogEvents', `${arn}:*`);
  const filter = parseFilterPattern(String(input.filterPattern ?? ''));
  if (organizationId === undefined) return filterLines(desk.functionLogs.read(name), name, filter, input);
  const events = desk.mail()?.events;
  if (!events) return { events: [], searchedLogStreams: [] };
  const limit = number(input.limit) ?? PAGE;
  const after = readToken(input.nextToken);
  const since = number(input.startTime);
  const end = number(input.endTime);
  const page = await events.read({
    organizationId,
    limit,
    ...(after !== undefined && { after }),
    ...(since !== undefined && { since }),
    ...(end !== undefined && { until: end + 1 }),
  });
  const found = page.events.map(({ traceId, event, timestamp }) => ({ timestamp, document: { traceId, event } }));
  return {
    events: found
      .filter(({ document }) => filter(document))
      .map(({ timestamp, document }) => toLogEvent(timestamp, JSON.stringify(document), name)),
    searchedLogStreams: [],
    ...(page.events.length === limit && { nextToken: `from ${page.next}` }),
  };
}

function filterLines(
  lines: readonly KeptLine[],
  logGroup: string,
  filter: Filter,
  { startTime, endTime, limit, nextToken }: JsonCall['input'],
): object {
  const after = readToken(nextToken) ?? 0;
  const from = number(startTime) ?? 0;
  const until = number(endTime) ?? Number.POSITIVE_INFINITY;
  const found = lines.filter(
    (kept) => kept.number > after && kept.timestamp >= from && kept.timestamp <= until && filter(parseLine(kept.line)),
  );
  const page = found.slice(0, number(limit) ?? PAGE);
  return {
    events: page.map((kept) => toLogEvent(kept.timestamp, kept.line, logGroup, kept.number)),
    searchedLogStreams: [],
    ...(page.length < found.length && { nextToken: `from ${page.at(-1)?.number}` }),
  };
}

/** A filter of JSON lets no other text through. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function findGroup({ logGroupName, logGroupIdentifier }: JsonCall['input'], desk: Desk): LogGroup {
  const wanted = String(logGroupIdentifier ?? logGroupName ?? '');
  const found = logGroups(desk).find(({ name, arn }) => wanted === name || wanted === arn);
  if (found) return found;
  throw new ApiError('ResourceNotFoundException', 'The specified log group does not exist.');
}

/** Lines that are the same to the letter are told apart by their number. */
function toLogEvent(timestamp: number, message: string, logStreamName: string, lineNumber = 0): object {
  const eventId = createHash('sha256').update(`${timestamp} ${lineNumber} ${message}`).digest('hex').slice(0, 56);
  return { logStreamName, timestamp, message, ingestionTime: timestamp, eventId };
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function readToken(token: unknown): number | undefined {
  if (token === undefined) return undefined;
  const [, position] = /^from (\d+)$/.exec(String(token)) ?? [];
  if (position === undefined) throw new ApiError('InvalidParameterException', 'The specified nextToken is invalid.');
  return Number(position);
}
