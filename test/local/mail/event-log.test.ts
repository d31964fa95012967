import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventLog, type LoggedEvent } from '../../../lib/local/mail';

const folder = mkdtempSync(join(tmpdir(), 'event-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const newFile = () => join(folder, String(count++), 'events.jsonl');

function event(timestamp: number, organizationId = 'm-1'): LoggedEvent {
  const recipient = `r${timestamp}@corp.example`;
  return { timestamp, organizationId, traceId: 't', event: { eventName: 'MAILBOX_EMAIL_DELIVERED', recipient } };
}

const timesOf = ({ events }: { events: readonly LoggedEvent[] }) => events.map(({ timestamp }) => timestamp);

test('events are read by time, organization and number, and reading goes on where it ended', async () => {
  const log = await EventLog.open(newFile());
  await log.append(event(10), event(20, 'm-2'), event(30));
  expect(timesOf(await log.read())).toEqual([10, 20, 30]);
  expect(timesOf(await log.read({ since: 20 }))).toEqual([20, 30]);
  expect(timesOf(await log.read({ since: 10, until: 30 }))).toEqual([10, 20]);
  expect(timesOf(await log.read({ organizationId: 'm-2' }))).toEqual([20]);

  const first = await log.read({ limit: 2 });
  expect(timesOf(first)).toEqual([10, 20]);
  const second = await log.read({ after: first.next });
  expect(timesOf(second)).toEqual([30]);
  expect(await log.read({ after: second.next })).toEqual({ events: [], next: second.next });
  void log.append(event(40));
  expect(timesOf(await log.read({ after: second.next }))).toEqual([40]);
});

test('a listener hears of each event once, until it has enough', async () => {
  const log = await EventLog.open(newFile());
  const heard: number[] = [];
  const end = log.onAppend(({ timestamp }) => heard.push(timestamp));
  void log.append(event(1));
  void log.append(event(2), event(3));
  await log.append(event(4));
  end();
  await log.append(event(5));
  expect(heard).toEqual([1, 2, 3, 4]);
  expect(timesOf(await log.read())).toEqual([1, 2, 3, 4, 5]);
});

test('half a line, left by a process that was killed, costs no event', async () => {
  const file = newFile();
  const log = await EventLog.open(file);
  await log.append(event(1));
  appendFileSync(file, '{"timestamp":2,"organi');
  const again = await EventLog.open(file);
  await again.append(event(3));
  expect(timesOf(await again.read())).toEqual([1, 3]);
});

test('lines that are no events are passed over', async () => {
  const file = newFile();
  await EventLog.open(file);
  writeFileSync(file, `null\n[]\n7\n\u0000\n${JSON.stringify(event(1))}\n{"timestamp":"x"}\n`);
  expect(timesOf(await (await EventLog.open(file)).read())).toEqual([1]);
});

test('more than is read at once, with characters of several bytes on every edge', async () => {
  const file = newFile();
  const log = await EventLog.open(file);
  const text = 'ä€😀'.repeat(1000);
  const events = Array.from({ length: 60 }, (_, number) => ({
    ...event(number),
    event: { eventName: 'OUTGOING_EMAIL_SUBMITTED', subject: `${'x'.repeat(number)}${text}` },
  }));
  await log.append(...events);
  expect((await log.read()).events).toEqual(events);
  expect(readFileSync(file).length).toBeGreaterThan(512 * 1024);
});
