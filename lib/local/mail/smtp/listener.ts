import type { AddressInfo } from 'node:net';
import { domainToASCII } from 'node:url';
import {
  SMTPServer,
  type SMTPServerAddress,
  type SMTPServerDataStream,
  type SMTPServerOptions,
  type SMTPServerSession,
} from 'smtp-server';
import { CONNECTIONS, MESSAGE_BYTES, RECIPIENTS } from './limits';

/** A refusal, as SMTP says it: `550`, then why. The server puts the code of RFC 3463 between them. */
export class Refused extends Error {
  constructor(
    readonly responseCode: number,
    text: string,
  ) {
    super(text);
  }
}

export interface Envelope {
  /** Empty for a bounce. */
  readonly from: string;
  readonly recipients: readonly string[];
}

/** What makes a port what it is. To refuse, they throw `Refused`. */
export interface PortRules {
  checkSender(address: string): void;
  checkRecipient(address: string): void;
  /** Undefined where nobody logs in. */
  readonly checkUser?: (name: string) => void;
  /** Takes a message, and says under which ids; when it resolves, the message is on disk. */
  accept(content: SMTPServerDataStream, envelope: Envelope): Promise<readonly string[]>;
}

const LOOPBACK = '127.0.0.1';

/** An SMTP port on this machine. */
export class SmtpListener {
  static async start(port: number, rules: PortRules): Promise<SmtpListener> {
    const listener = new SmtpListener(rules);
    await new Promise<void>((resolve, reject) => {
      listener.server.once('error', reject);
      listener.server.listen(port, LOOPBACK, resolve);
    });
    return listener;
  }

  private readonly server: SMTPServer;

  private constructor(rules: PortRules) {
    this.server = new SMTPServer(optionsOf(rules));
    // What a client does to its connection is no trouble of ours; without a listener it would end the process.
    this.server.on('error', () => undefined);
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  /** Connections get a moment to end. */
  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(resolve));
  }
}

function optionsOf(rules: PortRules): SMTPServerOptions {
  return {
    name: 'workmail.local',
    banner: 'the local WorkMail of cdk-workmail-flow',
    // On this machine nobody listens in.
    disabledCommands: rules.checkUser ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    authOptional: true,
    allowInsecureAuth: true,
    maxAllowedUnauthenticatedCommands: false,
    hideENHANCEDSTATUSCODES: false,
    disableReverseLookup: true,
    logger: false,
    size: MESSAGE_BYTES,
    rejectOversized: true,
    maxRecipients: RECIPIENTS,
    maxClients: CONNECTIONS,
    closeTimeout: 1000,
    onAuth: ({ username = '' }, _session, done) => {
      answer(done, () => rules.checkUser?.(username), { user: username });
    },
    onMailFrom: (address, _session, done) => answer(done, () => rules.checkSender(addressOf(address))),
    onRcptTo: (address, _session, done) => answer(done, () => rules.checkRecipient(addressOf(address))),
    onData: (stream, session, done) => {
      rules.accept(stream, envelopeOf(session)).then(
        (ids) => done(null, `accepted as ${ids.join(' and ')}`),
        (error) => done(refusalFor(error)),
      );
    },
  };
}

function answer<Result>(
  done: (error: Error | null | undefined, result?: Result) => void,
  check: () => void,
  result?: Result,
): void {
  try {
    check();
  } catch (error) {
    done(refusalFor(error));
    return;
  }
  done(null, result);
}

/** Whatever else goes wrong is this machine's fault: the client may try again. */
function refusalFor(error: unknown): Refused {
  if (error instanceof Refused) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new Refused(452, 'The disk is full');
  return new Refused(451, `This machine cannot take the message: ${message}`);
}

/** A domain outside ASCII is written as DNS has it, as mail domains are. */
function addressOf({ address }: SMTPServerAddress): string {
  const at = address.lastIndexOf('@');
  if (at < 0) return address;
  const domain = address.slice(at + 1);
  return `${address.slice(0, at)}@${domainToASCII(domain) || domain}`;
}

function envelopeOf({ envelope: { mailFrom, rcptTo } }: SMTPServerSession): Envelope {
  return { from: mailFrom ? addressOf(mailFrom) : '', recipients: rcptTo.map(addressOf) };
}
