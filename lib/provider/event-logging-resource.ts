import {
  DeleteEmailMonitoringConfigurationCommand,
  DescribeEmailMonitoringConfigurationCommand,
  PutEmailMonitoringConfigurationCommand,
  type WorkMailClient,
} from '@aws-sdk/client-workmail';
import { type EventLogging, LOG_GROUP_ARN, type Problem, ROLE_ARN } from '../rules';
import { digest, type LiveEntities, type Nature, type Wanted } from './entity';
import { entityKind } from './entity-kind';
import { REFUSALS, type Refusals } from './refusals';
import { CallError, type Sender } from './sender';

const MEMBERS = ['LogGroupArn', 'RoleArn'] as const;

const EVENT_LOGGING_REFUSALS: Refusals = {
  ...REFUSALS,
  notFound: { code: 'notFound', advise: () => 'Check that the log group and the role exist.' },
  accessDenied: {
    code: 'accessDenied',
    advise: (operation, organizationId) =>
      `The provider's role has workmail:${operation} on organization ${organizationId}, and iam:PassRole on the role that WorkMail writes the log with; a service control policy or a permissions boundary refuses one of them. Allow it there.`,
  },
  unknownOperation: {
    code: 'unknownOperation',
    advise: () => 'Switch the event log on in the WorkMail console, and leave EmailEventLogging out.',
  },
};

/** There is one for an organization, so what differs is somebody else's, and Put would overwrite it. */
export const EVENT_LOGGING_NATURE: Nature<EventLogging> = {
  same: (a, b) => MEMBERS.every((member) => a[member] === b[member]),
  differences: (live, declared) =>
    MEMBERS.filter((member) => live[member] !== declared[member]).map((member) => ({
      path: member,
      left: live[member],
      right: declared[member],
    })),
  hash: (document) => digest(JSON.stringify(MEMBERS.map((member) => document[member]))),
  problems: (document) => [
    ...checkArn('LogGroupArn', document.LogGroupArn, LOG_GROUP_ARN, 'a log group, with :* at its end'),
    ...checkArn('RoleArn', document.RoleArn, ROLE_ARN, 'a role'),
  ],
  restored: (live) => live,
  isReadableWhole: true,
  isCreateIdempotent: true,
  isTakenByChange: true,
  existsCode: 'eventLoggingExists',
  wayAround: 'switch the other one off first',
  refusals: EVENT_LOGGING_REFUSALS,
};

function checkArn(path: string, value: unknown, form: RegExp, what: string): Problem[] {
  if (typeof value === 'string' && form.test(value)) return [];
  const code = `${path[0]?.toLowerCase()}${path.slice(1)}`;
  return [{ code, path, value, reason: `it is not the ARN of ${what}`, remedy: 'Give the ARN as AWS shows it' }];
}

export function liveEventLogging(client: WorkMailClient, sender: Sender): LiveEntities<EventLogging> {
  const put = async ({ organizationId }: { organizationId: string }, document: EventLogging) => {
    await sender.send(
      client,
      new PutEmailMonitoringConfigurationCommand({ OrganizationId: organizationId, ...document }),
    );
  };
  return {
    create: put,
    update: put,
    async read({ organizationId }) {
      try {
        const command = new DescribeEmailMonitoringConfigurationCommand({ OrganizationId: organizationId });
        const { LogGroupArn, RoleArn = '' } = await sender.send(client, command);
        // Open reading: noEventLogging.
        return LogGroupArn ? { LogGroupArn, RoleArn } : undefined;
      } catch (error) {
        if (error instanceof CallError && error.meaning === 'notFound') return undefined;
        throw error;
      }
    },
    async remove({ organizationId }) {
      await sender.send(client, new DeleteEmailMonitoringConfigurationCommand({ OrganizationId: organizationId }));
    },
  };
}

/** Reads without judging, so that a Delete works on properties that a Create would refuse. */
function read(properties: Readonly<Record<string, unknown>>): Wanted<EventLogging> {
  const text = (member: string) => String(properties[member] ?? '');
  return {
    identity: { organizationId: text('OrganizationId'), kind: 'EVENT_LOGGING', name: '' },
    document: { LogGroupArn: text('LogGroupArn'), RoleArn: text('RoleArn') },
    adoptExisting: text('AdoptExisting') === 'true',
    inConsole: false,
  };
}

/** Email event logs of organizations, switched on. */
export const eventLoggingKind = entityKind({
  nature: EVENT_LOGGING_NATURE,
  read,
  live: ({ client, sender }) => liveEventLogging(client, sender),
  logged: ({ OrganizationId }) => ({ organizationId: OrganizationId }),
});
