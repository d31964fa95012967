import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AccessControl } from '../../../lib/local/access';
import {
  type DeployReport,
  LocalCloudFormation,
  type LocalCloudFormationOptions,
  type StackEvent,
} from '../../../lib/local/cloudformation';
import type { CustomResourceEvent } from '../../../lib/local/cloudformation/custom-resource/protocol';
import { FunctionRunner } from '../../../lib/local/functions';

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';

/** An event as the function below saw it. */
export interface Seen extends CustomResourceEvent {
  readonly ResourceProperties: Record<string, string>;
  readonly OldResourceProperties?: Record<string, string>;
  readonly began: number;
  readonly ended?: number;
  readonly awsRequestId: string;
}

/**
 * A custom resource's function whose properties say what it does: for Create, Update and Delete each SUCCESS (default),
 * FAILED, SILENT, THROW or CRASH; `Id`: its physical id; `Wait`: milliseconds; `Data`: attributes.
 */
export const PROVIDER = `
const fs = require('node:fs');
const put = (url, body, headers) => fetch(url, { method: 'PUT', body, headers });
exports.handler = async (event, context) => {
  const { ResourceProperties: wanted, RequestType } = event;
  const began = Date.now();
  const tell = (more) => fs.appendFileSync(process.env.JOURNAL, JSON.stringify({ ...event, began, awsRequestId: context.awsRequestId, ...more }) + '\\n');
  const [how, times] = (wanted[RequestType] ?? 'SUCCESS').split(' ');
  tell();
  if (wanted.Wait) await new Promise((resolve) => setTimeout(resolve, Number(wanted.Wait)));
  tell({ ended: Date.now() });
  const seen = fs.readFileSync(process.env.JOURNAL, 'utf8').trim().split('\\n').map(JSON.parse);
  const tries = seen.filter((other) => other.RequestId === event.RequestId && other.ended).length;
  if (how === 'SILENT') return;
  if (how === 'CRASH' && tries <= Number(times ?? 3)) process.exit(1);
  if (how === 'THROW' && tries <= Number(times ?? 3)) throw new Error('thrown by the function');
  const { StackId, RequestId, LogicalResourceId } = event;
  const body = JSON.stringify({
    Status: how === 'FAILED' ? 'FAILED' : 'SUCCESS', Reason: how === 'FAILED' ? 'as it was told' : undefined,
    StackId, RequestId, LogicalResourceId,
    PhysicalResourceId: wanted.Id ?? event.PhysicalResourceId ?? LogicalResourceId + '-made',
    Data: wanted.Data && JSON.parse(wanted.Data), NoEcho: wanted.NoEcho,
  });
  await put(event.ResponseURL, body, { 'content-type': '' });
};`;

export interface Desk {
  readonly local: LocalCloudFormation;
  readonly access: AccessControl;
  readonly events: StackEvent[];
  readonly notices: string[];
  readonly logs: string[];
  deploy(stacks: Record<string, object>, selection?: { stacks: string[] }): Promise<DeployReport>;
  /** What the provider saw since the last time that somebody asked, in the order in which it began. */
  seen(): Seen[];
  /** `Create A`, `Delete B b-made`, … in the order in which they ended. */
  told(): string[];
  /** The statuses of a stack, or of one resource, since the last time. */
  statuses(logicalId: string): string[];
  /** Provider function, role and so on for a template. */
  template(resources: Record<string, object>, others?: Record<string, unknown>): object;
  /** One more function like the template's. */
  provider(): object;
  writeAssembly(stacks: Record<string, object>): string;
  waitUntil(condition: () => boolean): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startDesk(options: Partial<LocalCloudFormationOptions> = {}): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'desk-'));
  const journal = join(folder, 'journal');
  const access = new AccessControl({ account: ACCOUNT });
  const [events, notices, logs]: [StackEvent[], string[], string[]] = [[], [], []];
  const begin = async () => {
    const functions = new FunctionRunner({
      onLog: ({ line }) => logs.push(line),
      onNotice: (notice) => notices.push(notice),
    });
    const local = await LocalCloudFormation.start({
      access,
      region: REGION,
      functions,
      onEvent: (event) => events.push(event),
      onNotice: (notice) => notices.push(notice),
      retryMilliseconds: [10, 20],
      ...options,
    });
    return { local, functions };
  };
  let running = await begin();
  const end = async () => {
    await running.local.stop();
    await running.functions.stop();
  };
  const read = (): Seen[] =>
    existsSync(journal)
      ? readFileSync(journal, 'utf8')
          .trim()
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line))
      : [];
  let asked = 0;
  let assemblies = 0;

  const desk: Desk = {
    get local() {
      return running.local;
    },
    access,
    events,
    notices,
    logs,
    deploy: (stacks, selection) => running.local.deploy(desk.writeAssembly(stacks), selection),
    seen: () => {
      const all = read();
      const news = all.slice(asked).filter(({ ended }) => !ended);
      asked = all.length;
      return news;
    },
    told: () => {
      const news = read()
        .slice(asked)
        .filter(({ ended }) => ended);
      asked = read().length;
      return news.map(({ RequestType, LogicalResourceId, PhysicalResourceId }) =>
        [RequestType, LogicalResourceId, PhysicalResourceId].filter(Boolean).join(' '),
      );
    },
    statuses: (logicalId) => {
      const found = events.filter((event) => event.logicalId === logicalId).map(({ status }) => status);
      const others = events.filter((event) => event.logicalId !== logicalId);
      events.splice(0, events.length, ...others);
      return found;
    },
    template: (resources, others = {}) => ({ ...others, Resources: { ...provider(journal), ...resources } }),
    provider: () => provider(journal).Provider as object,
    writeAssembly: (stacks) => {
      const assembly = join(folder, `assembly-${++assemblies}`);
      mkdirSync(assembly);
      const artifacts = Object.entries(stacks).map(([name, template]) => {
        writeFileSync(join(assembly, `${name}.template.json`), JSON.stringify(template));
        const artifact = {
          type: 'aws:cloudformation:stack',
          environment: 'aws://unknown-account/unknown-region',
          properties: { templateFile: `${name}.template.json` },
        };
        return [name, artifact];
      });
      writeFileSync(
        join(assembly, 'manifest.json'),
        JSON.stringify({ version: '48.0.0', artifacts: Object.fromEntries(artifacts) }),
      );
      return assembly;
    },
    waitUntil: async (condition) => {
      for (const end = Date.now() + 3000; !condition(); await pause(5)) {
        if (Date.now() > end) throw new Error('It did not come about');
      }
    },
    restart: async () => {
      await end();
      running = await begin();
    },
    stop: async () => {
      await end();
      rmSync(folder, { recursive: true });
    },
  };
  return desk;
}

function provider(journal: string): Record<string, object> {
  return {
    Role: role(),
    Provider: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Runtime: 'nodejs20.x',
        Handler: 'index.handler',
        Timeout: 30,
        Code: { ZipFile: PROVIDER },
        Environment: { Variables: { JOURNAL: journal } },
      },
    },
  };
}

export function role(properties: object = {}): object {
  const AssumeRolePolicyDocument = {
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
  };
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument, ...properties } };
}

/** A custom resource of the template's provider. */
export function thing(properties: object = {}, attributes: object = {}): object {
  return {
    Type: 'Custom::Thing',
    ...attributes,
    Properties: { ServiceToken: { 'Fn::GetAtt': ['Provider', 'Arn'] }, ...properties },
  };
}

export function logGroup(properties: object = {}, attributes: object = {}): object {
  return { Type: 'AWS::Logs::LogGroup', ...attributes, Properties: properties };
}
