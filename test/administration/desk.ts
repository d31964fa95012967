import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutEmailMonitoringConfigurationCommand, WorkMailClient } from '@aws-sdk/client-workmail';
import { App, Stack } from 'aws-cdk-lib';
import { Alias, CfnPermission, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Connection } from '../../lib/administration';
import { LocalAccount, type LocalAccountOptions } from '../../lib/local';
import type { DirectedRule, Direction } from '../../lib/rules';
import { CreateSmtpGatewayCommand, RULE_COMMANDS } from '../../lib/workmail-api';

export const ORGANIZATION_ID = 'm-0123456789abcdef0123456789abcdef';
export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
export const ORGANIZATION_ARN = `arn:aws:workmail:${REGION}:${ACCOUNT}:organization/${ORGANIZATION_ID}`;

/** A local account with one organization, and what an administrator has. */
export interface Desk {
  readonly account: LocalAccount;
  /** With the endpoints of the account in the environment of this process. */
  readonly connection: Connection;
  readonly folder: string;
  /** What a process needs to reach the account. */
  readonly environment: Readonly<Record<string, string>>;
  createRules(rules: readonly DirectedRule[]): Promise<void>;
  updateRule(rule: DirectedRule): Promise<void>;
  removeRule(direction: Direction, name: string): Promise<void>;
  createGateways(names: readonly string[]): Promise<void>;
  /** Switches the email event log on. */
  putEventLog(logGroupArn: string): Promise<void>;
  /** Deploys an app; throws if that fails. */
  deploy(build: (app: App) => void): Promise<void>;
  /** Functions with WorkMail's permission. */
  deployFunctions(names: readonly string[], aliasName?: string): Promise<void>;
  /** The operations that were called since the last time. */
  operations(): string[];
  stop(): Promise<void>;
}

export async function startDesk(options: LocalAccountOptions = {}): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'administration-test-'));
  const account = await LocalAccount.start(options);
  account.workmail.createOrganization({ alias: 'corp', organizationId: ORGANIZATION_ID, domains: ['corp.example'] });
  const { accessKeyId, secretAccessKey } = account.workmail.access.root;
  const environment = {
    ...Object.fromEntries(
      Object.entries(account.endpoints).map(([service, url]) => [`AWS_ENDPOINT_URL_${service}`, url]),
    ),
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    XDG_STATE_HOME: join(folder, 'state'),
  };
  const before = { ...process.env };
  Object.assign(process.env, environment);
  const connection = await Connection.open();
  const client = new WorkMailClient({
    endpoint: account.workmail.endpoint,
    region: REGION,
    credentials: account.workmail.access.root,
  });
  let seen = 0;
  let apps = 0;

  const desk: Desk = {
    account,
    connection,
    folder,
    environment,
    async createRules(rules) {
      for (const { direction, rule } of rules) {
        const Command = RULE_COMMANDS[direction].Create;
        await client.send(new Command({ OrganizationId: ORGANIZATION_ID, Rule: rule as never }) as never);
      }
    },
    async updateRule({ direction, rule }) {
      const Command = RULE_COMMANDS[direction].Update;
      await client.send(new Command({ OrganizationId: ORGANIZATION_ID, Rule: rule as never }) as never);
    },
    async removeRule(direction, RuleName) {
      const Command = RULE_COMMANDS[direction].Delete;
      await client.send(new Command({ OrganizationId: ORGANIZATION_ID, RuleName }));
    },
    async createGateways(names) {
      for (const SmtpGatewayName of names) {
        const SmtpGateway = {
          SmtpGatewayName,
          HostName: 'smtp.corp.example',
          PortNumber: 465,
          Enabled: true,
          Authentication: { UserCredentials: { Username: 'user', Password: 'hunter2-is-secret' } },
        };
        await client.send(new CreateSmtpGatewayCommand({ OrganizationId: ORGANIZATION_ID, SmtpGateway }));
      }
    },
    async putEventLog(LogGroupArn) {
      const RoleArn = `arn:aws:iam::${ACCOUNT}:role/events`;
      await client.send(
        new PutEmailMonitoringConfigurationCommand({ OrganizationId: ORGANIZATION_ID, LogGroupArn, RoleArn }),
      );
    },
    async deploy(build) {
      const app = new App({ outdir: join(folder, `app-${++apps}`) });
      build(app);
      const { succeeded, stacks } = await account.deploy(app.synth().directory);
      if (succeeded) return;
      const failures = stacks.flatMap(({ changes }) => changes.flatMap(({ failure }) => failure ?? []));
      throw new Error(failures.join('\n'));
    },
    deployFunctions: (names, aliasName) =>
      desk.deploy((app) => {
        const stack = new Stack(app, 'Functions');
        const permission = {
          action: 'lambda:InvokeFunction',
          principal: `workmail.${REGION}.amazonaws.com`,
          sourceArn: ORGANIZATION_ARN,
          sourceAccount: ACCOUNT,
        };
        for (const functionName of names) {
          const handler = new LambdaFunction(stack, functionName, {
            functionName,
            runtime: Runtime.NODEJS_20_X,
            handler: 'index.handler',
            code: Code.fromInline('exports.handler = async () => undefined;'),
          });
          new CfnPermission(handler, 'Permission', { ...permission, functionName: handler.functionName });
          if (aliasName === undefined) continue;
          const alias = new Alias(handler, 'Alias', { aliasName, version: handler.currentVersion });
          new CfnPermission(alias, 'Permission', { ...permission, functionName: alias.functionArn });
        }
      }),
    operations: () => {
      const news = account.workmail.requests.slice(seen).flatMap(({ operation }) => operation ?? []);
      seen += news.length;
      return news;
    },
    async stop() {
      connection.close();
      client.destroy();
      await account.stop();
      for (const name of Object.keys(environment)) delete process.env[name];
      Object.assign(process.env, before);
      rmSync(folder, { recursive: true });
    },
  };
  return desk;
}
