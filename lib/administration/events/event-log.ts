import { setTimeout as sleep } from 'node:timers/promises';
import { type FilteredLogEvent, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeEmailMonitoringConfigurationCommand } from '@aws-sdk/client-workmail';
import type { EventLogging } from '../../rules';
import type { Connection } from '../connection';
import { AdministrationError } from '../error';
import type { LiveOrganization } from '../organization';
import { DecisionReader, FILTER_PATTERN, type RuleDecision } from './decisions';

/** Where an organization's email event log goes, and by which role; undefined where it is off. */
export async function readEventLogging(
  connection: Connection,
  organizationId: string,
): Promise<EventLogging | undefined> {
  const command = new DescribeEmailMonitoringConfigurationCommand({ OrganizationId: organizationId });
  const call = connection.workmail.send(command);
  try {
    const answer = await connection.ask('workmail:DescribeEmailMonitoringConfiguration', call, organizationId);
    const { LogGroupArn, RoleArn = '' } = answer;
    return LogGroupArn ? { LogGroupArn, RoleArn } : undefined;
  } catch (error) {
    if (error instanceof AdministrationError && error.meaning === 'notFound') return undefined;
    throw error;
  }
}

/** The log group by its name, or the one that WorkMail has been told to write to. */
export async function findLogGroup(
  connection: Connection,
  { organizationId, alias }: LiveOrganization,
  named?: string,
): Promise<string> {
  if (named !== undefined) return named;
  const live = await readEventLogging(connection, organizationId);
  if (live) return live.LogGroupArn.replace(/:\*$/, '');
  throw new AdministrationError(
    'EVENT_LOG_OFF',
    `The email event log of ${organizationId} (${alias}) is off: WorkMail writes nowhere which rule decided`,
    `Switch it on with the construct EmailEventLogging, or in the WorkMail console under Logging settings; or name a log group with --log-group (WorkMail’s own would be /aws/workmail/emailevents/${alias})`,
  );
}

export interface EventQuery {
  readonly logGroup: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Go on, until the signal says that it is enough. @default only what is there */
  readonly follow?: AbortSignal;
  /** How often to look for more. @default 2,000 */
  readonly everyMilliseconds?: number;
}

/** WorkMail's events arrive late, and not in order: so far back is looked again. */
const OVERLAP_MILLISECONDS = 60_000;

/** The decisions of rules as the log tells them, batch by batch. */
export async function* readDecisions(
  connection: Connection,
  { logGroup, since, follow, everyMilliseconds = 2000 }: EventQuery,
): AsyncGenerator<RuleDecision[]> {
  const reader = new DecisionReader();
  let seen = new Map<string, number>();
  let from = since;
  for (;;) {
    for await (const events of pages(connection, logGroup, from)) {
      const news = events.filter(({ eventId = '' }) => !seen.has(eventId));
      for (const { eventId = '', timestamp = 0 } of news) seen.set(eventId, timestamp);
      const decisions = reader.read(news);
      if (decisions.length > 0) yield decisions;
    }
    if (!follow || follow.aborted) return;
    for (const timestamp of seen.values()) from = Math.max(from, timestamp - OVERLAP_MILLISECONDS);
    seen = new Map([...seen].filter(([, timestamp]) => timestamp >= from));
    await sleep(everyMilliseconds, undefined, { signal: follow }).catch(() => undefined);
    if (follow.aborted) return;
  }
}

async function* pages(connection: Connection, logGroup: string, startTime: number): AsyncGenerator<FilteredLogEvent[]> {
  const name = logGroup.startsWith('arn:') ? { logGroupIdentifier: logGroup } : { logGroupName: logGroup };
  const input = { ...name, startTime, filterPattern: FILTER_PATTERN };
  const all = paginateFilterLogEvents({ client: connection.client('CLOUDWATCH_LOGS') }, input);
  for (;;) {
    const next = await connection.ask('logs:FilterLogEvents', all.next()).catch((error: AdministrationError) => {
      throw error.meaning === 'notFound' ? notThere(logGroup) : error;
    });
    if (next.done) return;
    yield next.value.events ?? [];
  }
}

function notThere(logGroup: string): AdministrationError {
  return new AdministrationError(
    'EVENT_LOG_NOT_FOUND',
    `There is no log group ${logGroup}`,
    'Name the one to which WorkMail writes with --log-group; it may not exist before the first message',
  );
}
