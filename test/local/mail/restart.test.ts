import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  FUNCTION_ARN,
  forAll,
  inboundRule,
  MailDesk,
  message,
  outboundRule,
  stopDesks,
  synchronous,
  WATCH_ARN,
} from './desk';
import { startServer, stopServers } from './mail-server';

afterEach(async () => {
  await stopDesks();
  await stopServers();
});

const spoolOf = ({ folder }: MailDesk) => join(folder, 'spool');
const filesOf = (desk: MailDesk) => readdirSync(spoolOf(desk)).sort();

test('what waits for a function when all stops goes on at the next start: the same ids, one rule timeout', async () => {
  let isBroken = true;
  const desk = await MailDesk.start({
    inbound: [inboundRule('screen', { InboundLambdaAction: synchronous({ DropAction: {} }, 1) })],
    functions: {
      [FUNCTION_ARN]: () => {
        if (isBroken) throw new Error('out of order');
        return forAll('DEFAULT');
      },
    },
  });
  const content = message();
  await desk.receive('a@world.example', 'b@corp.example', content);
  await until(() => desk.mail.status().queued[0]?.waitsFor !== undefined);
  const [waiting] = desk.mail.status().queued;
  expect(waiting).toMatchObject({ waitsFor: 'rule "screen"', recipients: ['b@corp.example'] });
  expect((waiting?.waitsUntil ?? 0) - Date.now()).toBeGreaterThan(5000);
  expect(desk.progress.at(-1)).toMatchObject({
    what: 'function failed',
    detail: expect.stringMatching(/^call 1: FUNCTION_FAILED.* rule "screen" goes on in 10 s$/),
  });

  await desk.close();
  isBroken = false;
  await desk.open();
  await desk.settle();
  expect(desk.mailbox('b@corp.example').map(String)).toEqual([content]);
  const [first, second] = desk.invocations;
  expect(second?.invocationId).toBe(first?.invocationId);
  expect(second?.event).toEqual(first?.event);
  expect(filesOf(desk)).toEqual(['done']);
});

test('the rule timeout counts from the first call, also where that was before the restart', async () => {
  const desk = await MailDesk.start({
    inbound: [inboundRule('screen', { InboundLambdaAction: synchronous({ MoveToJunkAction: {} }, 1) })],
    functions: {
      [FUNCTION_ARN]: () => {
        throw new Error('out of order');
      },
    },
  });
  await desk.receive('a@world.example', 'b@corp.example');
  await until(() => desk.mail.status().queued[0]?.waitsFor !== undefined);
  await desk.close();
  const [journal = ''] = filesOf(desk).filter((name) => name.endsWith('.queued'));
  const firstCall = { rule: 'screen', at: Date.now() - 2 * 60_000 };
  appendFileSync(join(spoolOf(desk), journal), `${JSON.stringify({ firstCall })}\n`);
  await desk.open();
  await desk.settle();
  // Called once more, and no more waited for.
  expect(desk.invocations).toHaveLength(2);
  expect(desk.junk('b@corp.example')).toHaveLength(1);
});

test('a function that is being called when all stops has not failed', async () => {
  const gate = new Promise(() => {});
  let isStuck = true;
  const desk = await MailDesk.start({
    inbound: [inboundRule('screen', { InboundLambdaAction: synchronous({ DropAction: {} }) })],
    functions: {
      [FUNCTION_ARN]: async () => {
        if (isStuck) await Promise.race([gate, pause(200).then(() => Promise.reject(new Error('killed')))]);
        return forAll('DEFAULT');
      },
    },
  });
  await desk.receive('a@world.example', 'b@corp.example');
  await until(() => desk.invocations.length === 1);
  await desk.close();
  expect(desk.mailbox('b@corp.example')).toEqual([]);
  isStuck = false;
  await desk.open();
  await desk.settle();
  expect(desk.mailbox('b@corp.example')).toHaveLength(1);
});

/** Stops a desk in front of a step: the journal then says what was decided, and that nothing is done. */
async function deskWithDecision(
  options: Parameters<typeof MailDesk.start>[0],
  mail: (desk: MailDesk) => Promise<unknown>,
) {
  const desk = await MailDesk.start(options);
  await mail(desk);
  await desk.settle();
  await desk.close();
  return desk;
}

/** Brings a message that is done back to where it was before its journal said so. */
function forgetSteps(desk: MailDesk, messageId: string, content: string): void {
  const done = join(spoolOf(desk), 'done', messageId);
  const queued = join(spoolOf(desk), `${messageId}.queued`);
  renameSync(done, queued);
  writeFileSync(join(spoolOf(desk), `${messageId}.eml`), content);
  const entries = linesOf(queued).filter((line) => !line.startsWith('{"done"'));
  writeFileSync(queued, entries.map((line) => `${line}\n`).join(''));
}

/** As a mail program does. */
function markAsRead({ folder }: MailDesk, address: string): void {
  const [name = ''] = readdirSync(join(folder, address, 'new'));
  renameSync(join(folder, address, 'new', name), join(folder, address, 'cur', `${name}:2,S`));
}

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').trim().split('\n');
}

test('a step that was done, but not written down, is not done twice: mailbox, also if the message was read; outgoing', async () => {
  const content = message();
  const desk = await deskWithDecision({}, async (one) => {
    await one.receive('a@world.example', ['b@corp.example', 'c@corp.example'], content);
    await one.submit('b@corp.example', 'x@world.example', content);
  });
  markAsRead(desk, 'c@corp.example');
  for (const messageId of readdirSync(join(spoolOf(desk), 'done'))) forgetSteps(desk, messageId, content);
  await desk.open();
  await desk.settle();
  expect(desk.mailbox('b@corp.example').map(String)).toEqual([content]);
  expect(desk.mailbox('c@corp.example').map(String)).toEqual([content]);
  expect(desk.outgoing.map(String)).toEqual([content]);
});

test('a step that was done, but not written down, is not done twice: internal mail, bounce', async () => {
  const content = message();
  const desk = await deskWithDecision(
    { outbound: [outboundRule('bounce', { BounceAction: {} }, 'bounce.example')] },
    (one) => one.submit('user@corp.example', ['b@corp.example', 'x@bounce.example'], content),
  );
  const submitted = readdirSync(join(spoolOf(desk), 'done')).find((name) =>
    linesOf(join(spoolOf(desk), 'done', name))[0]?.includes('"direction":"OUTBOUND"'),
  );
  forgetSteps(desk, submitted ?? '', content);
  for (const address of ['b@corp.example', 'user@corp.example']) markAsRead(desk, address);
  await desk.open();
  await desk.settle();
  expect(desk.mailbox('b@corp.example')).toHaveLength(1);
  expect(desk.mailbox('user@corp.example')).toHaveLength(1);
});

test('whom a relay has taken a message for before a restart gets it once', async () => {
  const server = await startServer({ refuse: { 'later@world.example': 451 }, refusals: 1 });
  const desk = await MailDesk.start({ relay: { host: 'localhost', port: server.port } });
  await desk.submit('user@corp.example', ['now@world.example', 'later@world.example']);
  await until(() => desk.mail.status().queued[0]?.waitsFor !== undefined);
  await desk.close();
  await desk.open();
  await desk.settle();
  expect(server.received.map(({ recipients }) => recipients)).toEqual([['now@world.example'], ['later@world.example']]);
});

test('an asynchronous function that was not called to its end is called again, with the same invocation id', async () => {
  let isStuck = true;
  const desk = await MailDesk.start({
    inbound: [inboundRule('watch', { InboundLambdaAction: { Arn: WATCH_ARN } })],
    functions: { [WATCH_ARN]: async () => (isStuck ? pause(300) : undefined) },
  });
  await desk.receive('a@world.example', 'b@corp.example');
  await until(() => desk.mailbox('b@corp.example').length === 1);
  await desk.close();
  isStuck = false;
  await desk.open();
  await desk.settle();
  const ids = desk.invocations.map(({ invocationId }) => invocationId);
  expect(ids).toEqual([ids[0], ids[0]]);
  expect(desk.mailbox('b@corp.example')).toHaveLength(1);
});

test('changed content that was decided on survives the restart, and the function is not called again', async () => {
  const changed = message({ subject: 'Changed' });
  const desk = await MailDesk.start({
    inbound: [inboundRule('screen', { InboundLambdaAction: synchronous({ DropAction: {} }) })],
    functions: {
      [FUNCTION_ARN]: async ({ event }, { messages }) => {
        await messages.update(event.messageId, Buffer.from(changed));
        return forAll('DEFAULT');
      },
    },
  });
  writeFileSync(join(desk.folder, 'full@corp.example'), 'no folder');
  await desk.receive('a@world.example', 'full@corp.example');
  await until(() => desk.progress.some(({ what }) => what === 'hindered'));
  await desk.close();
  rmSync(join(desk.folder, 'full@corp.example'));
  await desk.open();
  await desk.settle();
  expect(desk.mailbox('full@corp.example').map(String)).toEqual([changed]);
  expect(desk.invocations).toHaveLength(1);
});

test('what was never accepted is cleared away; half a line at the end of a journal is no harm', async () => {
  const desk = await MailDesk.start();
  await desk.close();
  mkdirSync(spoolOf(desk), { recursive: true });
  const put = (name: string, content: string) => writeFileSync(join(spoolOf(desk), name), content);
  put('half-received.eml', 'From: a');
  put('half-accepted.eml', message());
  put('half-accepted.queued', '{"message":{"messageId":"half-accepted","organ');
  const accepted = {
    messageId: 'accepted',
    organizationId: 'm-0123456789abcdef0123456789abcdef',
    direction: 'INBOUND',
    from: 'a@world.example',
    recipients: ['b@corp.example'],
    accepted: Date.now(),
    bytes: 1,
  };
  put('accepted.eml', message());
  put('accepted.queued', `${JSON.stringify({ message: accepted })}\n{"decided":{"by":"","deci`);
  await desk.open();
  await desk.settle();
  expect(desk.mailbox('b@corp.example')).toHaveLength(1);
  expect(filesOf(desk)).toEqual(['done']);
  expect(linesOf(join(spoolOf(desk), 'done', 'accepted')).length).toBeGreaterThan(3);
  expect(existsSync(join(spoolOf(desk), 'half-accepted.eml'))).toBe(false);
});

test('a disk that cannot take a message in a mailbox makes it wait, and lets others through', async () => {
  const desk = await MailDesk.start();
  writeFileSync(join(desk.folder, 'full@corp.example'), 'no folder');
  await desk.receive('a@world.example', ['full@corp.example', 'b@corp.example']);
  await until(() => desk.mailbox('b@corp.example').length === 1);
  await until(() => desk.progress.some(({ what }) => what === 'hindered'));
  expect(desk.mail.status().queued).toMatchObject([{ waitsFor: 'this machine' }]);
  rmSync(join(desk.folder, 'full@corp.example'));
  await desk.settle();
  expect(desk.mailbox('full@corp.example')).toHaveLength(1);
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(5);
}
