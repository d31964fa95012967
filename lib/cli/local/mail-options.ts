import { type Command, InvalidArgumentError } from 'commander';
import type { Destination, LocalMailOptions } from '../../local';
import { CommandError } from '../exit';
import { collect } from '../source';

/** How the options of mail come from the command line. */
export interface MailOptions {
  readonly submissionPort?: number;
  readonly inboundPort?: number;
  readonly relay?: Destination;
  /** `partner=127.0.0.1:2525` */
  readonly gateway?: readonly string[];
}

export function addMailOptions(command: Command): Command {
  return command
    .option(
      '--submission-port <number>',
      'SMTP for the organization’s users, outbound mail (default: a free one)',
      readPort,
    )
    .option('--inbound-port <number>', 'SMTP for the world, inbound mail (default: a free one)', readPort)
    .option(
      '--relay <host:port>',
      'mail server for mail to the world (default: it is kept in the folder outgoing)',
      readDestination,
    )
    .option(
      '--gateway <name=host:port>',
      'mail server that stands for an SMTP gateway; may be repeated (default: its mail is kept in the folder gateways)',
      collect,
    );
}

export function readPort(value: string): number {
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('It is a number from 0, for a free one, to 65535.');
}

export function mailOptionsOf({ submissionPort, inboundPort, relay, gateway = [] }: MailOptions): LocalMailOptions {
  return { submissionPort, inboundPort, relay, gateways: Object.fromEntries(gateway.map(readGateway)) };
}

/** `127.0.0.1:1025`, `mail.example:25`, `[::1]:1025` */
function destinationOf(value: string): Destination | undefined {
  const [, ipv6, name, digits] = /^(?:\[([0-9a-f:.]+)\]|([^\s:@/[\]]+)):(\d{1,5})$/i.exec(value) ?? [];
  const host = ipv6 ?? name;
  const port = Number(digits);
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

function readDestination(value: string): Destination {
  const destination = destinationOf(value);
  if (destination) return destination;
  throw new InvalidArgumentError('It is a host and a port: 127.0.0.1:1025.');
}

function readGateway(value: string): [string, Destination] {
  const equals = value.lastIndexOf('=');
  const destination = destinationOf(value.slice(equals + 1));
  if (equals > 0 && destination) return [value.slice(0, equals), destination];
  throw new CommandError(
    'GATEWAY_INVALID',
    `--gateway is ${JSON.stringify(value)}`,
    'Write the name of the SMTP gateway, and the host and port that stand for it: partner=127.0.0.1:2525',
  );
}
