import { type Command, Option } from 'commander';
import type { Connection, LiveOrganization } from '../administration';
import { CommandError } from './exit';
import { rooms } from './rooms';

/** Which organization, and how to reach it. */
export interface ConnectionOptions {
  readonly organizationId?: string;
  readonly organizationAlias?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
}

/** What says which rules are meant, where they are not those of an organization. */
const OF_OTHER_SOURCES = ['rules', 'app', 'stack', 'organization'];

export function addConnectionOptions(command: Command, { isSource = false } = {}): Command {
  const without = isSource ? '; its live rules' : '; without it and its alias, the only one of the account';
  return command
    .addOption(
      new Option('--organization-id <id>', `the organization, m-…${without}`).conflicts(
        isSource ? OF_OTHER_SOURCES : [],
      ),
    )
    .addOption(
      new Option('--organization-alias <alias>', 'the organization, by its alias').conflicts(
        isSource ? ['organizationId', ...OF_OTHER_SOURCES] : 'organizationId',
      ),
    )
    .option('--region <region>', 'where the organization is (default: AWS_REGION, or what the profile says)')
    .option('--profile <name>', 'a profile of AWS’s configuration files (default: AWS_PROFILE)')
    .option(
      '--endpoint-url <url>',
      'of another WorkMail, such as the local one (default: AWS_ENDPOINT_URL_WORKMAIL, or AWS)',
    );
}

/** What was given to reach the organization, for a command that shall reach the same one. */
export function connectionWords({ region, profile, endpointUrl }: ConnectionOptions): string[] {
  return [
    ...(region === undefined ? [] : ['--region', region]),
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...(endpointUrl === undefined ? [] : ['--endpoint-url', endpointUrl]),
  ];
}

/** Whether the options name an organization, for commands that can do without. */
export function namesOrganization({ organizationId, organizationAlias }: ConnectionOptions): boolean {
  return organizationId !== undefined || organizationAlias !== undefined;
}

/** How to reach an organization says nothing where none is named. */
export function refuseUnusedConnection({ region, profile, endpointUrl }: ConnectionOptions): void {
  const [unused] = Object.entries({ '--region': region, '--profile': profile, '--endpoint-url': endpointUrl }).flatMap(
    ([name, value]) => (value === undefined ? [] : name),
  );
  if (unused === undefined) return;
  throw new CommandError(
    'OPTION_WITHOUT_EFFECT',
    `${unused} says how to reach an organization, and none is named`,
    `Name it with --organization-id or --organization-alias, or leave ${unused} out`,
  );
}

export type Administration = typeof import('../administration');

export interface Live {
  readonly administration: Administration;
  readonly connection: Connection;
  readonly organization: LiveOrganization;
}

/** Does something with an organization, and ends the connection. */
export async function withOrganization<Result>(
  options: ConnectionOptions,
  work: (live: Live) => Promise<Result>,
): Promise<Result> {
  const administration = await rooms.administration();
  const connection = await administration.Connection.open(options);
  try {
    const organization = await administration.findOrganization(connection, options);
    return await work({ administration, connection, organization });
  } finally {
    connection.close();
  }
}
