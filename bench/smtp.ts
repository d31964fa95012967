/**
 * How fast mail is accepted by the local WorkMail, next to a bare smtp-server that writes each message to a file with
 * fsync: messages of 4 KB from 20 connections, in turns. Then until they are in mailboxes, and what a message of 40 MB
 * takes of time and memory. Run: `npx tsx bench/smtp.ts`. Ends with an error if accepting takes more than ten times as
 * long as with the bare server, or if a message of 40 MB takes more than 100 MB of memory.
 */
// Says on Node.js 20 that the SDK will want 22 next year; what we ship bundles its SDK.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { LocalAccount } from '../lib/local';
import { median, row } from './report';

const CONNECTIONS = 20;
const MESSAGES_OF_CONNECTION = Number(process.argv[2] ?? 20);
const ROUNDS = 7;
const LARGE_BYTES = 40 * 1024 * 1024 - 1024;
const MOST_MEGABYTES = 100;
const MOST_TIMES_SLOWER = 10;

const folder = mkdtempSync(join(tmpdir(), 'smtp-'));
const HEADER = 'From: a@world.example\r\nTo: b@corp.example\r\nSubject: Hello\r\nMessage-ID: <1@world.example>\r\n\r\n';
const MESSAGE = `${HEADER}${`${'x'.repeat(76)}\r\n`.repeat(51)}`;

/** Accepted means on disk here too, and nothing else happens. */
async function startBare(): Promise<{ port: number; stop: () => Promise<void> }> {
  const files = join(folder, 'bare');
  mkdirSync(files);
  const write = async (stream: SMTPServerDataStream) => {
    const file = await open(join(files, randomUUID()), 'wx');
    for await (const chunk of stream) await file.write(chunk as Buffer);
    await file.sync();
    await file.close();
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onData: (stream, _session, done) => void write(stream).then(() => done(), done),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return { port, stop: () => new Promise((resolve) => server.close(resolve)) };
}

function connect(port: number): Promise<SMTPConnection> {
  const connection = new SMTPConnection({ host: '127.0.0.1', port, ignoreTLS: true });
  return new Promise((resolve, reject) => {
    connection.once('error', reject);
    connection.connect((error) => (error ? reject(error) : resolve(connection)));
  });
}

function send(connection: SMTPConnection, to: string, message: string | Readable): Promise<void> {
  const envelope = { from: 'a@world.example', to };
  return new Promise((resolve, reject) => {
    connection.send(envelope, message, (error) => (error ? reject(error) : resolve()));
  });
}

/** Milliseconds until every connection has a 250 for each of its messages. */
async function turn(connections: readonly SMTPConnection[]): Promise<number> {
  const began = performance.now();
  await Promise.all(
    connections.map(async (connection, index) => {
      for (let number = 0; number < MESSAGES_OF_CONNECTION; number++) {
        await send(connection, `box${index}@corp.example`, MESSAGE);
      }
    }),
  );
  return performance.now() - began;
}

async function main(): Promise<void> {
  const bare = await startBare();
  const account = await LocalAccount.start({ folder: join(folder, 'workmail') });
  account.workmail.createOrganization({ alias: 'corp', domains: ['corp.example'] });
  const mail = await account.startMail();
  const connectTo = (port: number) => Promise.all(Array.from({ length: CONNECTIONS }, () => connect(port)));
  const [toBare, toOurs] = [await connectTo(bare.port), await connectTo(mail.inboundPort)];

  const messages = CONNECTIONS * MESSAGES_OF_CONNECTION;
  const speed = (milliseconds: number) => (messages * 1000) / milliseconds;
  console.log(`${messages} messages of ${MESSAGE.length} bytes from ${CONNECTIONS} connections, ${ROUNDS} rounds`);
  const speeds = { bare: [] as number[], accepted: [] as number[], delivered: [] as number[] };
  // The first turn makes mailboxes.
  await turn(toOurs);
  await mail.whenIdle();
  await sendLarge(toOurs[0] as SMTPConnection, () => mail.whenIdle());
  for (let round = 0; round < ROUNDS; round++) {
    speeds.bare.push(speed(await turn(toBare)));
    const began = performance.now();
    speeds.accepted.push(speed(await turn(toOurs)));
    await mail.whenIdle();
    speeds.delivered.push(speed(performance.now() - began));
  }
  console.log(row('bare smtp-server, with fsync', speeds.bare, 'messages/s'));
  console.log(row('local WorkMail, accepted', speeds.accepted, 'messages/s'));
  console.log(row('local WorkMail, in mailboxes', speeds.delivered, 'messages/s'));
  const ratio = median(speeds.bare) / median(speeds.accepted);
  console.log(`accepting takes ${ratio.toFixed(2)} times as long as the bare server`);
  for (const connection of [...toBare, ...toOurs]) connection.close();
  await account.stop();
  await bare.stop();
  rmSync(folder, { recursive: true, force: true });
  if (ratio > MOST_TIMES_SLOWER) throw new Error(`accepting is ${ratio.toFixed(2)} times slower than the bare server`);
}

function* largeMessage(): Generator<Buffer> {
  yield Buffer.from(HEADER);
  const block = Buffer.from(`${'x'.repeat(76)}\r\n`.repeat(800));
  for (let bytes = 0; bytes + block.length < LARGE_BYTES; bytes += block.length) yield block;
}

/** The client writes the message as it goes, so that it holds no copy of it. */
async function sendLarge(connection: SMTPConnection, whenIdle: () => Promise<void>): Promise<void> {
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 5);
  const began = performance.now();
  await send(connection, 'large@corp.example', Readable.from(largeMessage()));
  await whenIdle();
  clearInterval(timer);
  const megabytes = (most - before) / 2 ** 20;
  const milliseconds = performance.now() - began;
  console.log(
    `a message of 40 MB: ${milliseconds.toFixed(0)} ms, ${megabytes.toFixed(0)} MB more memory, the client’s included`,
  );
  if (megabytes > MOST_MEGABYTES) throw new Error(`a message of 40 MB takes ${megabytes.toFixed(0)} MB of memory`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
