import { answerOf, call, errorOf, make, python, runner } from './laboratory';

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
