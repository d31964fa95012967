import { createReadStream } from 'node:fs';
import { isIP } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';

/** A mail server. */
export interface Destination {
  readonly host: string;
  readonly port: number;
}

export interface RelayEnvelope {
  /** Empty for a bounce. */
  readonly from: string;
  readonly recipients: readonly string[];
  /** Of the content. */
  readonly bytes: number;
}

export interface Refusal {
  readonly recipient: string;
  /** What the server said, or why there was nobody to say anything. */
  readonly response: string;
  /** Whether it may be otherwise later: a reply of 4xx, or a server that cannot be reached. */
  readonly isTemporary: boolean;
  /** Whether the server did not speak to us at all. */
  readonly isUnreachable: boolean;
}

export interface RelayResult {
  readonly accepted: readonly string[];
  readonly refused: readonly Refusal[];
}

const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 60_000 };

interface SmtpError extends Error {
  readonly recipient?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly rejectedErrors?: readonly SmtpError[];
}

/**
 * Hands a message to a mail server once, its bytes as they are (8BITMIME), but that SMTP ends each line with CR LF. Never
 * throws for what the server or the network does.
 */
export async function relayOnce(
  destination: Destination,
  envelope: RelayEnvelope,
  file: string,
  signal: AbortSignal,
): Promise<RelayResult> {
  try {
    const { accepted, rejectedErrors = [] } = await send(destination, envelope, file, signal);
    return { accepted: accepted.map(String), refused: rejectedErrors.map((error) => refusal(error.recipient, error)) };
  } catch (error) {
    signal.throwIfAborted();
    const { rejectedErrors = [] } = error as SmtpError;
    const known = new Map(rejectedErrors.map((one) => [one.recipient, one]));
    const refused = envelope.recipients.map((recipient) =>
      refusal(recipient, known.get(recipient) ?? (error as SmtpError)),
    );
    return { accepted: [], refused };
  }
}

function refusal(recipient = '', { responseCode, response, message }: SmtpError): Refusal {
  return {
    recipient,
    response: response ?? message,
    isTemporary: responseCode === undefined || responseCode < 500,
    isUnreachable: responseCode === undefined,
  };
}

interface SendInfo {
  readonly accepted: readonly unknown[];
  readonly rejectedErrors?: readonly SmtpError[];
}

function send(
  { host, port }: Destination,
  { from, recipients, bytes }: RelayEnvelope,
  file: string,
  signal: AbortSignal,
): Promise<SendInfo> {
  signal.throwIfAborted();
  // On this machine nobody listens in, and test servers have certificates that nobody signed.
  const ignoreTLS = host === 'localhost' || (isIP(host) > 0 && /^(127\.|::1$)/.test(host));
  const connection = new SMTPConnection({ host, port, secure: port === 465, ignoreTLS, ...PATIENCE });
  const abort = () => connection.close();
  signal.addEventListener('abort', abort, { once: true });
  return new Promise<SendInfo>((resolve, reject) => {
    connection.once('error', reject);
    connection.once('end', () => reject(new Error('The connection was closed')));
    connection.connect((error) => {
      if (error) return reject(error);
      const envelope = { from: from || false, to: [...recipients], size: bytes, use8BitMime: true } as const;
      connection.send(envelope as never, createReadStream(file), (failure, info) => {
        if (failure) reject(failure);
        else resolve(info as SendInfo);
      });
    });
  }).finally(() => {
    signal.removeEventListener('abort', abort);
    connection.on('error', () => undefined);
    connection.quit();
  });
}
