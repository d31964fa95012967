import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { FunctionRunner } from '../../../lib/local/functions';
import { answerOf, call, definitionOf, folder, logs, make, python } from './laboratory';

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
    await make('exports.handler = async () => "new"', { arn });
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
    const parent = spawn(process.execPath, ['--import', 'tsx', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: folder },
    });
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
    // what it costs where nothing else wants the processor meanwhile
    expect(times.sort((a, b) => a - b)[20]).toBeLessThan(1);
  });
});

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
