import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageStore, type NewMessage } from '../../../lib/local/message-flow';

const ID = '00000000-0000-0000-0000-000000000000';
const DAY = 24 * 60 * 60 * 1000;

let folder: string;
let time: number;
let store: MessageStore;
const open = () => new MessageStore({ folder, now: () => time });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  time = 0;
  store = open();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

function message(others: Partial<NewMessage> = {}): NewMessage {
  return {
    messageId: ID,
    organizationId: 'm-0123456789abcdef0123456789abcdef',
    direction: 'INBOUND',
    content: Buffer.from('as it arrived'),
    isAwaited: true,
    ...others,
  };
}

function textOf(content: { file: string } | undefined): string | undefined {
  return content && readFileSync(content.file, 'utf8');
}

const current = (id = ID) => textOf(store.currentContent(id));
const delivered = (id = ID) => textOf(store.contentToDeliver(id));

test('a message is what arrived, until something is put in its place', async () => {
  await store.add(message());
  expect(store.currentContent(ID)).toMatchObject({ bytes: 13, isUpdated: false });
  expect([current(), delivered()]).toEqual(['as it arrived', 'as it arrived']);
  await store.update(ID, Buffer.from('first'));
  await store.update(ID, Buffer.from('second'));
  expect(store.contentToDeliver(ID)).toMatchObject({ bytes: 6, isUpdated: true });
  expect([current(), delivered()]).toEqual(['second', 'second']);
  expect(readdirSync(join(folder, ID))).toHaveLength(3);
});

test('what is put while nobody waits is what functions get, and nobody else', async () => {
  await store.add(message({ isAwaited: false }));
  await store.update(ID, Buffer.from('late'));
  expect([current(), delivered()]).toEqual(['late', 'as it arrived']);
});

test('what is put after the wait does not reach recipients', async () => {
  await store.add(message());
  await store.update(ID, Buffer.from('in time'));
  store.endWait(ID);
  await store.update(ID, Buffer.from('late'));
  await store.update(ID, Buffer.from('later'));
  expect([current(), delivered()]).toEqual(['later', 'in time']);
  expect(store.contentToDeliver(ID)?.isUpdated).toBe(true);
});

test('a message is there for 24 hours', async () => {
  await store.add(message());
  time = DAY - 1;
  expect(store.find(ID)).toBeDefined();
  time = DAY;
  expect([store.find(ID), store.currentContent(ID), store.contentToDeliver(ID)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  await store.add(message({ messageId: 'next' }));
  expect(readdirSync(folder)).toEqual(['next']);
});

test('the next process finds what this one had', async () => {
  await store.add(message());
  await store.add(message({ messageId: 'frozen' }));
  await store.update(ID, Buffer.from('changed'));
  store.freeze('frozen');
  store = open();
  expect(store.find(ID)).toMatchObject({ direction: 'INBOUND', isAwaited: true, isFrozen: false });
  expect(store.find('frozen')).toMatchObject({ isFrozen: true });
  expect([current(), delivered(), current('frozen')]).toEqual(['changed', 'changed', 'as it arrived']);
});

test('what a process left half done is not there for the next', async () => {
  await store.add(message());
  writeFileSync(join(folder, ID, 'message.json'), '{"messageId"');
  store = open();
  expect(store.find(ID)).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
});

test('a message that is added again keeps what was put back', async () => {
  await store.add(message({ isAwaited: false }));
  await store.add(message());
  await store.update(ID, Buffer.from('changed'));
  await store.add(message({ content: Buffer.from('something else') }));
  expect([current(), delivered()]).toEqual(['changed', 'changed']);
});

test('content can be a file, which its owner may delete', async () => {
  const file = join(folder, 'Spooled');
  writeFileSync(file, 'spooled');
  await store.add(message({ content: { file } }));
  writeFileSync(`${file}.changed`, 'changed');
  await store.update(ID, { file: `${file}.changed` });
  rmSync(file);
  rmSync(`${file}.changed`);
  expect(current()).toBe('changed');
});

test('what is forgotten is gone, also for an update that is under way', async () => {
  await store.add(message());
  const update = store.update(ID, Buffer.alloc(1_000_000));
  await store.forget(ID);
  await update.catch(() => undefined);
  expect(readdirSync(folder)).toEqual([]);
  await store.forget('never-there');
});

test.each(['', '../outside', 'UPPER', 'a'.repeat(121)])('%j is no id of a message', async (messageId) => {
  await expect(store.add(message({ messageId }))).rejects.toThrow('1 to 120 of a-z, 0-9 and hyphens');
});

test('without a folder nothing is left behind', async () => {
  const temporary = new MessageStore();
  await temporary.add(message());
  const { file } = temporary.currentContent(ID)!;
  temporary.close();
  expect(() => readFileSync(file)).toThrow('ENOENT');
});
