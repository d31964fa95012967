import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  CodeStore,
  type FunctionCode,
  type FunctionDefinition,
  FunctionRunner,
  type Invocation,
} from '../../../lib/local/functions';

export const folder = mkdtempSync(join(tmpdir(), 'functions-test-'));
const code = new CodeStore(join(folder, 'code'));
export const logs: string[] = [];
export const notices: string[] = [];
export const runner = new FunctionRunner({
  onLog: ({ line }) => logs.push(line),
  onNotice: (notice) => notices.push(notice),
});
let functions = 0;

afterAll(async () => {
  await runner.stop();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  logs.length = 0;
});

export function writeFolder(files: Record<string, string>): string {
  const root = mkdtempSync(join(folder, 'source-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

export async function make(
  source: FunctionCode | string,
  overrides: Partial<FunctionDefinition> = {},
): Promise<string> {
  const inline = typeof source === 'string' ? { inline: source, fileName: 'index.js' } : source;
  const name = `function-${++functions}`;
  const arn = overrides.arn ?? `arn:aws:lambda:us-east-1:111122223333:function:${name}`;
  await runner.create({
    arn,
    name,
    runtime: 'nodejs20.x',
    handler: 'index.handler',
    codeFolder: await code.add(inline),
    environment: {},
    timeoutSeconds: 3,
    memoryMegabytes: 128,
    credentials: { accessKeyId: 'ASIAFUNCTION', secretAccessKey: 'secret', sessionToken: 'token' },
    serviceEndpoints: { WORKMAIL: 'http://127.0.0.1:1234' },
    ...overrides,
  });
  return arn;
}

export const python = (source: string): FunctionCode => ({ inline: source, fileName: 'index.py' });

export async function call(arn: string, event: unknown = {}, requestId = 'request-1'): Promise<Invocation> {
  return runner.invoke(arn, JSON.stringify(event), { requestId });
}

export async function answerOf(arn: string, event: unknown = {}) {
  const invocation = await call(arn, event);
  if (invocation.kind === 'error') throw new Error(invocation.payload);
  return JSON.parse(invocation.payload);
}

export async function errorOf(arn: string, event: unknown = {}) {
  const invocation = await call(arn, event);
  if (invocation.kind === 'answer') throw new Error(`answered ${invocation.payload}`);
  return { type: invocation.errorType, message: invocation.message, document: JSON.parse(invocation.payload) };
}

export async function definitionOf(source: string): Promise<FunctionDefinition> {
  return {
    arn: 'arn:aws:lambda:us-east-1:111122223333:function:other',
    name: 'other',
    runtime: 'nodejs20.x',
    handler: 'index.handler',
    codeFolder: await code.add({ inline: source, fileName: 'index.js' }),
    environment: {},
    timeoutSeconds: 30,
    memoryMegabytes: 128,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    serviceEndpoints: {},
  };
}
