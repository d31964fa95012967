import { answerOf, errorOf, make, python, runner, writeFolder } from './laboratory';

describe('the environment', () => {
  const show = `exports.handler = async () => ({ variables: process.env, tmpdir: require('os').tmpdir(), here: process.cwd(), zone: new Date().getTimezoneOffset() })`;

  test("holds Lambda's variables, one that says it is a desk, and none of this process", async () => {
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
       TMPDIR TZ WORKMAIL_FLOW_DESK _HANDLER`.split(/\s+/),
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
      'exports.handler = async () => [process.execArgv, require("v8").getHeapStatistics().heap_size_limit < 500e6, process.env.NODE_OPTIONS, typeof globalThis.gc]',
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
