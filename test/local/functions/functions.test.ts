import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import {
  CodeStore,
  type FunctionCode,
  type FunctionDefinition,
  FunctionRunner,
  type Invocation,
} from '../../../lib/local/functions';

const folder = mkdtempSync(join(tmpdir(), 'functions-test-'));
const code = new CodeStore(join(folder, 'code'));
const logs: string[] = [];
const notices: string[] = [];
const runner = new FunctionRunner({ onLog: ({ line }) => logs.push(line), onNotice: (notice) => notices.push(notice) });
let functions = 0;

afterAll(async () => {
  await runner.stop();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  logs.length = 0;
});

function writeFolder(files: Record<string, string>): string {
  const root = mkdtempSync(join(folder, 'source-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

async function make(source: FunctionCode | string, overrides: Partial<FunctionDefinition> = {}): Promise<string> {
  const inline = typeof source === 'string' ? { inline: source, fileName: 'index.js' } : source;
  const name = `function-${++functions}`;
  const arn = `arn:aws:lambda:us-east-1:111122223333:function:${name}`;
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

const python = (source: string): FunctionCode => ({ inline: source, fileName: 'index.py' });

async function call(arn: string, event: unknown = {}, requestId = 'request-1'): Promise<Invocation> {
  return runner.invoke(arn, JSON.stringify(event), { requestId });
}

async function answerOf(arn: string, event: unknown = {}) {
  const invocation = await call(arn, event);
  if (invocation.kind === 'error') throw new Error(invocation.payload);
  return JSON.parse(invocation.payload);
}

async function errorOf(arn: string, event: unknown = {}) {
  const invocation = await call(arn, event);
  if (invocation.kind === 'answer') throw new Error(`answered ${invocation.payload}`);
  return { type: invocation.errorType, message: invocation.message, document: JSON.parse(invocation.payload) };
}

describe('handlers', () => {
  const echo = 'async (event) => ({ echo: event })';
  test.each([
    ['CommonJS', { 'index.js': `exports.handler = ${echo}` }, 'index.handler'],
    ['.cjs', { 'index.cjs': `exports.handler = ${echo}` }, 'index.handler'],
    ['.mjs with await at the top', { 'index.mjs': `await null; export const handler = ${echo}` }, 'index.handler'],
    [
      '"type": "module"',
      { 'package.json': '{"type":"module"}', 'index.js': `export const handler = ${echo}` },
      'index.handler',
    ],
    ['a folder', { 'src/app.js': `exports.handler = ${echo}` }, 'src/app.handler'],
    ['an export within an export', { 'index.js': `exports.handlers = { mail: ${echo} }` }, 'index.handlers.mail'],
  ])('Node.js: %s', async (_, files, handler) => {
    const arn = await make({ folder: writeFolder(files) }, { handler });
    expect(await answerOf(arn, { a: [1, 'ü'] })).toEqual({ echo: { a: [1, 'ü'] } });
  });

  test.each([
    ['a callback', 'exports.handler = (event, context, callback) => callback(null, event)', { a: 1 }],
    [
      'a callback that waits for what is still open',
      'exports.handler = (e, c, callback) => { let n = 1; setTimeout(() => n = 2, 30); callback(null, { get n() { return n } }) }',
      { n: 2 },
    ],
    [
      'context.succeed',
      'exports.handler = (event, context) => { setTimeout(() => context.succeed(event), 5) }',
      { a: 1 },
    ],
    ['nothing', 'exports.handler = () => {}', null],
    ['a promise of nothing', 'exports.handler = async () => {}', null],
  ])('Node.js answers by %s', async (_, source, expected) => {
    const arn = await make(source);
    expect(await answerOf(arn, { a: 1 })).toEqual(expected);
    expect(await answerOf(arn, { a: 1 })).toEqual(expected);
  });

  test('Python: a module, a module in a package, a .zip file', async () => {
    const source = 'def handler(event, context):\n  return {"echo": event}\n';
    const zip = join(folder, 'package.zip');
    writeFileSync(zip, zipSync({ 'index.py': strToU8(source) }));
    for (const [from, handler] of [
      [python(source), 'index.handler'],
      [{ folder: writeFolder({ 'pkg/mail.py': source }) }, 'pkg/mail.handler'],
      [{ zip }, 'index.handler'],
    ] as const) {
      const arn = await make(from, { runtime: 'python3.13', handler });
      expect(await answerOf(arn, { a: 'ü' })).toEqual({ echo: { a: 'ü' } });
    }
  });

  test('a .zip file for Node.js, and what is not one', async () => {
    const zip = join(folder, 'node.zip');
    writeFileSync(
      zip,
      zipSync({
        'index.js': strToU8('exports.handler = async () => require("./lib/x")'),
        'lib/x.js': strToU8('module.exports = 7'),
      }),
    );
    expect(await answerOf(await make({ zip }))).toBe(7);
    writeFileSync(zip, 'no zip');
    await expect(make({ zip })).rejects.toThrow(/node\.zip is not a \.zip file/);
    writeFileSync(zip, zipSync({ '../outside.js': strToU8('') }));
    await expect(make({ zip })).rejects.toThrow("an entry outside of itself: '../outside.js'");
  });

  test('a runtime that is not known is refused by name', async () => {
    await expect(make('', { runtime: 'java21' })).rejects.toThrow("The runtime 'java21' does not run on this machine");
  });

  test('a version that is not on this machine runs on the nearest one, with one notice', async () => {
    const arn = await make('exports.handler = async () => process.version', { runtime: 'nodejs99.x' });
    await make('exports.handler = async () => 2', { runtime: 'nodejs99.x' });
    expect(await answerOf(arn)).toBe(process.version);
    expect(notices.filter((notice) => notice.includes('nodejs99.x'))).toEqual([
      `nodejs99.x is not installed on this machine: its functions run on Node.js ${process.versions.node}.`,
    ]);
  });
});

describe('the environment', () => {
  const show = `exports.handler = async () => ({ variables: process.env, tmpdir: require('os').tmpdir(), here: process.cwd(), zone: new Date().getTimezoneOffset() })`;

  test("holds Lambda's variables, and none of this process", async () => {
    process.env.SECRET_OF_THE_PARENT = 'secret';
    process.env.AWS_PROFILE = 'production';
    const arn = await make(show, { environment: { MINE: 'yes' } });
    const { variables, tmpdir: temporary, here, zone } = await answerOf(arn);
    delete process.env.SECRET_OF_THE_PARENT;
    delete process.env.AWS_PROFILE;
    expect(Object.keys(variables).sort()).toEqual(
      `AWS_ACCESS_KEY_ID AWS_DEFAULT_REGION AWS_ENDPOINT_URL_WORKMAIL AWS_EXECUTION_ENV AWS_LAMBDA_FUNCTION_MEMORY_SIZE
       AWS_LAMBDA_FUNCTION_NAME AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_INITIALIZATION_TYPE AWS_LAMBDA_LOG_GROUP_NAME
       AWS_LAMBDA_LOG_STREAM_NAME AWS_REGION AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN HOME LAMBDA_TASK_ROOT LANG MINE PATH
       TMPDIR TZ _HANDLER`.split(/\s+/),
    );
    expect(variables).toMatchObject({
      MINE: 'yes',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'ASIAFUNCTION',
      AWS_SESSION_TOKEN: 'token',
      AWS_ENDPOINT_URL_WORKMAIL: 'http://127.0.0.1:1234',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
      TZ: ':UTC',
      TMPDIR: temporary,
      LAMBDA_TASK_ROOT: here,
    });
    expect(zone).toBe(0);
  });

  test('Python has the same', async () => {
    const source = `
import os, tempfile, sys
def handler(event, context):
  return {"variables": dict(os.environ), "temporary": tempfile.gettempdir(), "remaining": context.get_remaining_time_in_millis(), "memory": context.memory_limit_in_mb, "id": context.aws_request_id}
`;
    const arn = await make(python(source), {
      runtime: 'python3.11',
      environment: { MINE: 'yes', PYTHONHASHSEED: '1' },
    });
    const { variables, temporary, remaining, memory, id } = await answerOf(arn);
    expect(variables).toMatchObject({
      MINE: 'yes',
      PYTHONHASHSEED: '1',
      TMPDIR: temporary,
      HOME: temporary,
      AWS_EXECUTION_ENV: 'AWS_Lambda_python3.11',
    });
    expect(variables).not.toHaveProperty('npm_config_cache');
    expect({ memory, id }).toEqual({ memory: '128', id: 'request-1' });
    expect(remaining).toBeGreaterThan(2000);
  });

  test('variables of Lambda cannot be set', async () => {
    await expect(make('', { environment: { AWS_REGION: 'x', _HANDLER: 'y' } })).rejects.toThrow('AWS_REGION, _HANDLER');
  });

  test('what Node.js reads when it starts reaches it', async () => {
    const arn = await make(
      'exports.handler = async () => [process.execArgv, require("v8").getHeapStatistics().heap_size_limit < 200e6, process.env.NODE_OPTIONS, typeof globalThis.gc]',
      {
        environment: { NODE_OPTIONS: '--expose-gc' },
      },
    );
    expect(await answerOf(arn)).toEqual([['--max-old-space-size=115'], true, '--expose-gc', 'function']);
  });

  test('only what was deployed can be loaded', async () => {
    const arn = await make({
      folder: writeFolder({ 'index.js': 'exports.handler = async () => require("esbuild").version' }),
    });
    expect(await errorOf(arn)).toMatchObject({
      type: 'Error',
      message: expect.stringContaining("Cannot find module 'esbuild'"),
    });
  });

  test('the temporary folder outlives a crash, the module does not', async () => {
    const arn = await make(`
      const fs = require('fs'), file = require('os').tmpdir() + '/calls'; let warm = 0;
      exports.handler = async ({ crash }) => { fs.appendFileSync(file, 'x'); warm++; if (crash) process.exit(3); return [fs.readFileSync(file, 'utf8'), warm] }`);
    expect(await answerOf(arn)).toEqual(['x', 1]);
    expect(await answerOf(arn)).toEqual(['xx', 2]);
    expect(await errorOf(arn, { crash: true })).toMatchObject({
      type: 'Runtime.ExitError',
      message: 'RequestId: request-1 Error: Runtime exited with error: exit status 3',
    });
    expect(await answerOf(arn)).toEqual(['xxxx', 1]);
  });

  test('the context', async () => {
    const arn = await make(
      'exports.handler = async (e, context) => ({ ...context, time: context.getRemainingTimeInMillis() })',
    );
    const { payload } = await runner.invoke(arn, '{}', { requestId: 'the-id', invokedArn: `${arn}:live` });
    expect(JSON.parse(payload)).toEqual({
      callbackWaitsForEmptyEventLoop: true,
      awsRequestId: 'the-id',
      functionName: arn.split(':').pop(),
      functionVersion: '$LATEST',
      invokedFunctionArn: `${arn}:live`,
      memoryLimitInMB: '128',
      logGroupName: `/aws/lambda/${arn.split(':').pop()}`,
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      time: expect.any(Number),
    });
    expect(JSON.parse(payload).time).toBeGreaterThan(2500);
  });
});

describe('what goes wrong', () => {
  test.each([
    ['an error', 'exports.handler = async () => { throw new TypeError("no") }', 'TypeError', 'no'],
    ['an error that is thrown at once', 'exports.handler = () => { throw new RangeError("no") }', 'RangeError', 'no'],
    ['a text', 'exports.handler = async () => { throw "no" }', 'string', 'no'],
    ['a callback with an error', 'exports.handler = (e, c, callback) => callback(new Error("no"))', 'Error', 'no'],
    [
      'an uncaught error',
      'exports.handler = () => { setTimeout(() => { throw new RangeError("late") }, 5) }',
      'RangeError',
      'late',
    ],
    [
      'an unhandled rejection',
      'exports.handler = () => { Promise.reject(new Error("late")); setTimeout(() => 0, 1000) }',
      'Runtime.UnhandledPromiseRejection',
      'Error: late',
    ],
    [
      'a promise that is never settled',
      'exports.handler = () => new Promise(() => 0)',
      'Runtime.NodeJsExit',
      expect.stringContaining('never settled'),
    ],
    [
      'an exit without an error',
      'exports.handler = async () => process.exit(0)',
      'Runtime.ExitError',
      'RequestId: request-1 Error: Runtime exited without providing a reason',
    ],
    [
      'a kill',
      'exports.handler = async () => process.kill(process.pid, "SIGKILL")',
      'Runtime.ExitError',
      'RequestId: request-1 Error: Runtime exited with error: signal: killed',
    ],
    [
      'no more memory',
      'exports.handler = async () => { const all = []; for (;;) all.push(new Array(1e6).fill(0.5)) }',
      'Runtime.ExitError',
      'RequestId: request-1 Error: Runtime exited with error: signal: aborted',
    ],
    ['an answer that is no JSON', 'exports.handler = async () => 1n', 'Error', 'Unable to stringify response body'],
    [
      'an answer over 6 MB',
      'exports.handler = async () => "x".repeat(6291555)',
      'Function.ResponseSizeTooLarge',
      expect.stringContaining('6291556 bytes'),
    ],
    ['a syntax error', 'exports.handler = (', 'Runtime.UserCodeSyntaxError', expect.stringContaining('SyntaxError')],
    [
      'a missing module',
      'require("nowhere")',
      'Runtime.ImportModuleError',
      expect.stringContaining("Cannot find module 'nowhere'"),
    ],
    ['a missing handler', 'exports.other = 1', 'Runtime.HandlerNotFound', 'index.handler is undefined or not exported'],
    [
      'a handler that is no function',
      'exports.handler = 1',
      'Runtime.HandlerNotFound',
      'index.handler is not a function',
    ],
    ['an error while loading', 'throw new RangeError("at load")', 'RangeError', 'at load'],
    ['an exit while loading', 'process.exit(4)', 'Runtime.ExitError', expect.stringContaining('exit status 4')],
    [
      'an answer on the descriptor of the channel that is none',
      'require("fs").writeSync(3, "{garbage\\n"); exports.handler = async () => new Promise(r => setTimeout(r, 900))',
      'Runtime.ExitError',
      expect.stringContaining('signal: killed'),
    ],
  ])('Node.js: %s', async (_, source, type, message) => {
    const arn = await make(source);
    const first = await errorOf(arn);
    expect(first).toMatchObject({ type, message, document: { errorType: type, errorMessage: message } });
    // and the next call is served by a process that works
    expect(await errorOf(arn)).toMatchObject({ type });
  });

  test.each([
    ['an error', 'def handler(e, c):\n  raise ValueError("no")', 'ValueError', 'no'],
    [
      'an exit',
      'import os\ndef handler(e, c):\n  os._exit(5)',
      'Runtime.ExitError',
      'RequestId: request-1 Error: Runtime exited with error: exit status 5',
    ],
    [
      'sys.exit',
      'import sys\ndef handler(e, c):\n  sys.exit(6)',
      'Runtime.ExitError',
      expect.stringContaining('exit status 6'),
    ],
    [
      'an answer that is no JSON',
      'def handler(e, c):\n  return {1}',
      'Runtime.MarshalError',
      expect.stringContaining('Unable to marshal response'),
    ],
    ['no more memory', 'def handler(e, c):\n  return len("x" * 10**9)', 'MemoryError', ''],
    [
      'a syntax error',
      'def handler(',
      'Runtime.UserCodeSyntaxError',
      expect.stringContaining("Syntax error in module 'index'"),
    ],
    [
      'a missing module',
      'import nowhere',
      'Runtime.ImportModuleError',
      "Unable to import module 'index': No module named 'nowhere'",
    ],
    ['a missing handler', 'x = 1', 'Runtime.HandlerNotFound', "Handler 'handler' missing on module 'index'"],
  ])('Python: %s', async (_, source, type, message) => {
    const arn = await make(python(source), { runtime: 'python3.12' });
    expect(await errorOf(arn)).toMatchObject({ type, message });
    expect(await errorOf(arn)).toMatchObject({ type });
  });

  test('an error names where it was thrown', async () => {
    const node = await make('exports.handler = async () => { throw new Error("no") }');
    expect((await errorOf(node)).document.trace.join()).toContain('index.js:1');
    const inPython = await make(python('def handler(e, c):\n  raise ValueError("no")'), { runtime: 'python3.12' });
    const { stackTrace } = (await errorOf(inPython)).document;
    expect(stackTrace).toHaveLength(1);
    expect(stackTrace[0]).toContain('raise ValueError("no")');
  });

  test.each([
    ['waits', 'exports.handler = () => new Promise((r) => setTimeout(r, 60000))'],
    ['computes', 'exports.handler = () => { for (;;); }'],
  ])('a function that %s for too long is killed', async (_, source) => {
    const arn = await make(source, { timeoutSeconds: 0.3 });
    const invocation = await call(arn);
    expect(invocation).toMatchObject({ kind: 'error', errorType: 'Sandbox.Timedout' });
    expect(JSON.parse(invocation.payload).errorMessage).toMatch(
      /^2\d{3}-\S+Z request-1 Task timed out after 0\.30 seconds$/,
    );
    expect(invocation.milliseconds).toBeGreaterThanOrEqual(299);
    expect(invocation.milliseconds).toBeLessThan(900);
  });

  test('a request that is too large or no JSON is refused', async () => {
    const arn = await make('exports.handler = async () => 1');
    expect(await errorOf(arn, 'x'.repeat(6_291_456))).toMatchObject({ type: 'RequestTooLargeException' });
    expect(await runner.invoke(arn, '{no', { requestId: '1' })).toMatchObject({
      errorType: 'InvalidRequestContentException',
    });
    expect(await answerOf(arn, 'x'.repeat(6_000_000))).toBe(1);
  });

  test('a function that does not exist', async () => {
    await expect(call('arn:aws:lambda:us-east-1:111122223333:function:none')).rejects.toThrow('Function not found');
  });
});

describe('output', () => {
  test('arrives line by line before the answer, also an unfinished line before a crash', async () => {
    const arn = await make(
      'exports.handler = async ({ crash }) => { console.log("a\\nb"); console.error("c"); process.stdout.write("ü-end"); if (crash) process.exit(1); }',
    );
    await call(arn);
    expect([...logs].sort()).toEqual(['a', 'b', 'c']);
    logs.length = 0;
    await call(arn, { crash: true });
    expect([...logs].sort()).toEqual(['b', 'c', 'ü-end', 'ü-enda']);
    expect(logs.at(-1)).toBe('ü-end');
  });

  test('Python: print and logging', async () => {
    const arn = await make(
      python('import logging\ndef handler(e, c):\n  print("hello")\n  logging.warning("careful")'),
      { runtime: 'python3.12' },
    );
    await call(arn);
    expect(logs[0]).toBe('hello');
    expect(logs[1]).toMatch(/^\[WARNING\]\t\S+Z\trequest-1\tcareful$/);
  });
});

describe('processes', () => {
  const identify =
    'exports.handler = async ({ wait }) => { await new Promise((r) => setTimeout(r, wait ?? 0)); return process.pid }';

  test('one serves one call at a time and stays warm', async () => {
    const arn = await make(identify);
    const first = await answerOf(arn);
    expect(await answerOf(arn)).toBe(first);
    const together = await Promise.all([
      answerOf(arn, { wait: 800 }),
      answerOf(arn, { wait: 800 }),
      answerOf(arn, { wait: 800 }),
    ]);
    expect(new Set(together).size).toBe(3);
  });

  test('no more than the limit', async () => {
    const arn = await make(identify, { concurrency: 2 });
    const together = await Promise.all([400, 400, 400, 400, 400].map((wait) => answerOf(arn, { wait })));
    expect(new Set(together).size).toBe(2);
  });

  test('two functions with the same code share none', async () => {
    const [one, other] = [await make(identify), await make(identify)];
    expect(await answerOf(one)).not.toBe(await answerOf(other));
  });

  test('a new definition takes over; the call that has begun ends as it began', async () => {
    const arn = await make('exports.handler = () => new Promise((r) => setTimeout(r, 400, "old"))');
    const old = answerOf(arn);
    await new Promise((resolve) => setTimeout(resolve, 200));
    functions--;
    expect(await make('exports.handler = async () => "new"')).toBe(arn);
    expect(await answerOf(arn)).toBe('new');
    expect(await old).toBe('old');
  });

  test('idle ones end', async () => {
    const impatient = new FunctionRunner({ idleMilliseconds: 20 });
    const definition = { ...(await definitionOf(identify)) };
    await impatient.create(definition);
    const first = (await impatient.invoke(definition.arn, '{}', { requestId: '1' })).payload;
    await waitUntil(() => !isAlive(Number(first)));
    const second = (await impatient.invoke(definition.arn, '{}', { requestId: '2' })).payload;
    await impatient.stop();
    expect(second).not.toBe(first);
  });

  // a process of its own, and one that it started
  const family =
    'exports.handler = () => { const child = require("child_process").spawn("sleep", ["60"]); console.log(process.pid, child.pid); for (;;); }';

  test('stop() ends them, with what they started, and the calls under way', async () => {
    const pids: number[] = [];
    const stopped = new FunctionRunner({ onLog: ({ line }) => pids.push(...line.split(' ').map(Number)) });
    const definition = await definitionOf(family);
    await stopped.create(definition);
    const underWay = stopped.invoke(definition.arn, '{}', { requestId: '1' });
    await waitUntil(() => pids.length === 2);
    expect(pids.every(isAlive)).toBe(true);
    await stopped.stop();
    expect(await underWay).toMatchObject({ kind: 'error', errorType: 'Runtime.ExitError' });
    await waitUntil(() => !pids.some(isAlive));
  });

  test('they end with the process that runs them, however that ends', async () => {
    const script = `
      const { FunctionRunner } = require('./lib/local/functions');
      const runner = new FunctionRunner({ onLog: ({ line }) => console.log(line) });
      const definition = ${JSON.stringify(await definitionOf(family))};
      runner.create(definition).then(() => runner.invoke(definition.arn, '{}', { requestId: '1' }));`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = await once(parent.stdout, 'data');
    const pids = String(output).trim().split(' ').map(Number);
    expect(pids.every(isAlive)).toBe(true);
    parent.kill('SIGKILL');
    await waitUntil(() => !pids.some(isAlive));
  });

  test('a warm call costs less than a millisecond', async () => {
    const arn = await make('exports.handler = async () => 1');
    const times: number[] = [];
    for (let n = 0; n < 200; n++) {
      const started = performance.now();
      await call(arn);
      times.push(performance.now() - started);
    }
    expect(times.sort((a, b) => a - b)[100]).toBeLessThan(1);
  });
});

async function definitionOf(source: string): Promise<FunctionDefinition> {
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

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

async function waitUntil(condition: () => boolean, limit = 3000): Promise<void> {
  for (const end = Date.now() + limit; !condition(); ) {
    if (Date.now() > end) throw new Error('It did not come about');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
