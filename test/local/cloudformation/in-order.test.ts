import { type AfterFailure, runInOrder } from '../../../lib/local/cloudformation/engine/in-order';

/** Runs nodes of the form { node: those that it waits for }; tells when each begins and ends. */
async function run(graph: Record<string, string>, failing = '', afterFailure: AfterFailure = 'stop'): Promise<string> {
  const log: string[] = [];
  const waitsFor = (node: string) => (graph[node] ?? '').split('').filter(Boolean);
  const step = async (node: string) => {
    log.push(node);
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (failing.includes(node)) throw new Error(node);
    log.push(node.toLowerCase());
  };
  await runInOrder(Object.keys(graph), waitsFor, step, afterFailure);
  return log.join('');
}

test('what is ready runs at once, the rest when its turn comes', async () => {
  expect(await run({ C: 'AB', A: '', B: '', D: 'C' })).toBe('ABabCcDd');
});

test.each<[AfterFailure, string]>([
  ['stop', 'ABb'],
  ['leaveDependents', 'ABbDd'],
  ['goOn', 'ABCbDcd'],
])('after a failure: %s', async (afterFailure, expected) => {
  expect(await run({ A: '', B: '', C: 'A', D: 'B' }, 'A', afterFailure)).toBe(expected);
});

test('nodes that wait for each other do not wait forever', async () => {
  expect([...(await run({ A: 'B', B: 'A', C: 'C' }))].sort().join('')).toBe('ABCabc');
});
