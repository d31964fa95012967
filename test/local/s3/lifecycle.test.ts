import { writeFileSync } from 'node:fs';
import type { BucketSettings } from '../../../lib/local/s3';
import { BUCKET, type Desk, startDesk, stopDesks } from './desk';

const DAY = 24 * 60 * 60 * 1000;
let desk: Desk;
let time: number;

beforeEach(async () => {
  time = DAY;
  desk = await startDesk({ now: () => time });
});
afterEach(stopDesks);

async function put(key: string): Promise<void> {
  const { objects, settings, newFile } = desk.buckets.get(BUCKET);
  const file = newFile();
  writeFileSync(file, key);
  await objects.put(key, { file, bytes: key.length, etag: '"e"', headers: {} }, settings.isVersioned);
}

const set = (settings: Partial<BucketSettings>) => desk.buckets.change(BUCKET, settings);
const keys = () => desk.buckets.get(BUCKET).objects.keys();

test('objects go after as many days as the bucket says', async () => {
  set({ lifecycle: [{ expirationDays: 1, prefix: 'a' }] });
  await put('a1');
  await put('b1');
  time += DAY - 1;
  expect(keys()).toEqual(['a1', 'b1']);
  await put('a2');
  time += 60 * 60 * 1000;
  expect(keys()).toEqual(['a2', 'b1']);
});

test('in a versioned bucket they are marked as deleted, and old versions go later', async () => {
  set({ isVersioned: true, lifecycle: [{ expirationDays: 1 }, { noncurrentDays: 1 }] });
  await put('key');
  await put('key');
  time += DAY;
  const { objects } = desk.buckets.get(BUCKET);
  expect(objects.versions('key').map(({ file }) => file !== undefined)).toEqual([false, true]);
  time += DAY;
  expect(keys()).toEqual([]);
});

test('without a lifecycle nothing goes', async () => {
  await put('key');
  time += 1000 * DAY;
  expect(keys()).toEqual(['key']);
});
