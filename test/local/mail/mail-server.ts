import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly recipients: readonly string[];
  readonly content: Buffer;
  /** The parameter SIZE of MAIL FROM. */
  readonly size: number;
}

export interface FakeServer {
  readonly port: number;
  readonly received: readonly ReceivedMail[];
  stop(): Promise<void>;
}

const servers: FakeServer[] = [];

/** Somebody else's mail server. It refuses recipients by their address, as often as it is told. */
export async function startServer({
  refuse = {},
  refusals = Number.POSITIVE_INFINITY,
}: {
  readonly refuse?: Readonly<Record<string, number>>;
  readonly refusals?: number;
} = {}): Promise<FakeServer> {
  const received: ReceivedMail[] = [];
  let left = refusals;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    size: 50 * 1024 * 1024,
    closeTimeout: 100,
    onRcptTo: ({ address }, _session, done) => {
      const responseCode = refuse[address];
      if (responseCode === undefined || left-- <= 0) return done();
      done(Object.assign(new Error('not you'), { responseCode }));
    },
    onData: (stream, { envelope }, done) => {
      const from = envelope.mailFrom ? envelope.mailFrom.address : '';
      const args = envelope.mailFrom ? envelope.mailFrom.args : false;
      const size = args ? Number(args.SIZE) : 0;
      const recipients = envelope.rcptTo.map(({ address }) => address);
      buffer(stream).then((content) => {
        received.push({ from, recipients, content, size });
        done();
      }, done);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const fake = { port, received, stop: () => new Promise<void>((resolve) => server.close(resolve)) };
  servers.push(fake);
  return fake;
}

export async function stopServers(): Promise<void> {
  for (const server of servers.splice(0)) await server.stop().catch(() => undefined);
}
