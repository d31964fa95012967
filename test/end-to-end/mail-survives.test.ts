import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { folder, start, writeApp } from '../cli/support';

/**
 * Mail from 20 connections at once, while the process is killed (SIGKILL) and started again. Every message that got a 250
 * is delivered exactly once: to a mailbox through a function, as a bounce to the world, to the world, to a colleague.
 * ROUNDS=20 makes it more often.
 */
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const CONNECTIONS = 20;
const MESSAGES = 200;

type Kind = 'inbound' | 'bounce' | 'outbound' | 'internal';
const KINDS: readonly Kind[] = ['inbound', 'bounce', 'outbound', 'internal'];

interface Mail {
  readonly id: string;
  readonly kind: Kind;
  readonly from: string;
  readonly to: string;
  readonly content: string;
}

beforeAll(() => writeApp('cdk.out'));

test(
  'every message that got a 250 is delivered exactly once',
  async () => {
    const ports = [await freePort(), await freePort()] as const;
    const acknowledged = new Map<string, Mail>();
    const ambiguous = new Map<string, Mail>();
    let desk = await startDesk(ports);
    for (let round = 0; round < ROUNDS; round++) {
      const mails = Array.from({ length: MESSAGES }, (_, number) =>
        mailOf(`${round}-${number}`, KINDS[number % 4] ?? 'inbound'),
      );
      const killAfter = Math.floor(Math.random() * MESSAGES * 0.8);
      let got = 0;
      const dead = once(desk, 'exit');
      const onReply = () => {
        if (++got === killAfter) desk.kill('SIGKILL');
      };
      await sendAll(mails, ports, { acknowledged, ambiguous, onReply });
      desk.kill('SIGKILL');
      await dead;
      console.log(`round ${round}: killed after ${killAfter} replies of 250; ${acknowledged.size} so far`);
      desk = await startDesk(ports);
    }

    await untilQuiet();
    const places = placesOf();
    const lost = [...acknowledged.values()].filter(({ id }) => !places.has(id));
    const twice = [...acknowledged.values(), ...ambiguous.values()].filter(
      ({ id }) => (places.get(id)?.length ?? 0) > 1,
    );
    expect(lost.map(({ id, kind }) => `${id} ${kind}`)).toEqual([]);
    expect(twice.map(({ id, kind }) => `${id} ${kind} ${places.get(id)}`)).toEqual([]);
    for (const mail of acknowledged.values()) {
      const [{ place, content }] = places.get(mail.id) as [Found];
      expect(place).toBe(placeOf(mail));
      if (mail.kind !== 'bounce') expect(content).toBe(mail.content);
    }
    expect(acknowledged.size).toBeGreaterThan(ROUNDS);
    desk.kill('SIGINT');
    await once(desk, 'exit');
  },
  (60 + 60 * ROUNDS) * 1000,
);

function mailOf(id: string, kind: Kind): Mail {
  const isOurs = kind === 'outbound' || kind === 'internal';
  const from = isOurs ? 'user@corp.example' : 'somebody@world.example';
  const number = Number(id.split('-')[1]);
  const to = kind === 'outbound' ? 'somebody@world.example' : `box${number % 7}@corp.example`;
  const subject = kind === 'bounce' ? 'you win' : 'Hello';
  const body = `${'x'.repeat(70)}\r\n`.repeat(1 + ((number * 37) % 300));
  const content = `From: ${from}\r\nTo: ${to}\r\nSubject: ${subject}\r\nX-Test: <${id}>\r\n\r\n.${body}`;
  return { id, kind, from, to, content };
}

function placeOf({ kind, to }: Mail): string {
  return kind === 'inbound' || kind === 'internal' ? to : 'outgoing';
}

interface Found {
  readonly place: string;
  readonly content: string;
}

/** Where messages are now, by their ids. */
function placesOf(): Map<string, Found[]> {
  const places = new Map<string, Found[]>();
  const mail = join(folder, 'kept', 'mail');
  for (const place of readdirSync(mail).filter((name) => name.includes('@') || name === 'outgoing')) {
    for (const name of readdirSync(join(mail, place, 'new'))) {
      const content = readFileSync(join(mail, place, 'new', name), 'latin1');
      const id = /^X-Test: <(.*)>\r?$/m.exec(content)?.[1] ?? name;
      places.set(id, [...(places.get(id) ?? []), { place, content }]);
    }
  }
  return places;
}

const spool = () => join(folder, 'kept', 'mail', 'spool');

async function untilQuiet(): Promise<void> {
  while (readdirSync(spool()).some((name) => name.endsWith('.queued'))) await pause(100);
}

async function startDesk([submission, inbound]: readonly [number, number]) {
  const options = ['--app', 'cdk.out', '--domain', 'corp.example', '--folder', 'kept', '--json', '--quiet'];
  const child = start(['local', ...options, '--submission-port', `${submission}`, '--inbound-port', `${inbound}`]);
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const started = once(child.stdout, 'data');
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(errors)));
  ended.catch(() => undefined);
  await Promise.race([started, ended]);
  return child;
}

interface Sending {
  /** Those that got a 250. */
  readonly acknowledged: Map<string, Mail>;
  /** Those whose connection broke in the middle: nobody knows. */
  readonly ambiguous: Map<string, Mail>;
  readonly onReply: () => void;
}

/** Each connection sends one message after the other, until it breaks. */
async function sendAll(
  mails: readonly Mail[],
  [submission, inbound]: readonly [number, number],
  sending: Sending,
): Promise<void> {
  const queue = [...mails];
  const connections = Array.from({ length: CONNECTIONS }, async (_, index) => {
    const isOurs = index % 2 === 0;
    const connection = await connect(isOurs ? submission : inbound).catch(() => undefined);
    while (connection) {
      const next = queue.findIndex(({ kind }) => (kind === 'outbound' || kind === 'internal') === isOurs);
      const [mail] = next < 0 ? [] : queue.splice(next, 1);
      if (!mail) break;
      sending.ambiguous.set(mail.id, mail);
      try {
        await send(connection, mail);
      } catch {
        break;
      }
      sending.ambiguous.delete(mail.id);
      sending.acknowledged.set(mail.id, mail);
      sending.onReply();
    }
    connection?.close();
  });
  await Promise.all(connections);
}

function connect(port: number): Promise<SMTPConnection> {
  const connection = new SMTPConnection({ host: '127.0.0.1', port, ignoreTLS: true });
  return new Promise((resolve, reject) => {
    connection.on('error', reject);
    connection.once('end', () => reject(new Error('closed')));
    connection.connect((error) => (error ? reject(error) : resolve(connection)));
  });
}

function send(connection: SMTPConnection, { from, to, content }: Mail): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('error', reject);
    connection.once('end', () => reject(new Error('closed')));
    connection.send({ from, to }, content, (error) => (error ? reject(error) : resolve()));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
