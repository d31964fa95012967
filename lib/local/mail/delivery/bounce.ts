import { isAscii } from 'node:buffer';
import MimeNode from 'nodemailer/lib/mime-node';

/** Why a message did not reach a recipient. */
export interface Failure {
  readonly recipient: string;
  /** RFC 3463: `5.7.1`. */
  readonly status: string;
  /** What another server said: `550 no such user`. */
  readonly response?: string;
}

export interface BounceContent {
  /** A mail domain of the organization. */
  readonly domain: string;
  /** Who sent the message. */
  readonly to: string;
  /** A sentence for people; a function's bounce message where there is one. */
  readonly text: string;
  readonly failures: readonly Failure[];
  /** Milliseconds since 1970: when the message came. */
  readonly accepted: number;
  /** The header block of the message that bounces. */
  readonly header: Uint8Array;
  /** Of that message. */
  readonly subject?: string;
}

/** The most that is given back of the header block. */
const HEADER_BYTES = 32 * 1024;

/** A delivery status notification, RFC 3464: for people, for programs, and the header of the message that bounces. */
export function composeBounce(bounce: BounceContent): Promise<Buffer> {
  const { domain, to, text, failures, header, subject } = bounce;
  const report = new MimeNode('multipart/report; report-type=delivery-status');
  report.setHeader({
    from: { name: 'Mail Delivery System', address: `MAILER-DAEMON@${domain}` },
    to: { name: '', address: to },
    subject: subject ? `Undeliverable: ${subject.slice(0, 200)}` : 'Undeliverable mail',
    'auto-submitted': 'auto-replied',
  } as never);
  const recipients = failures.map(({ recipient, response }) => `  ${recipient}${response ? `\n    ${response}` : ''}`);
  report
    .createChild('text/plain; charset=utf-8')
    .setContent(`${text}\n\nYour message was not delivered to:\n\n${recipients.join('\n')}`);
  report.createChild('message/delivery-status').setContent(statusFields(bounce));
  report.createChild('text/rfc822-headers').setContent(Buffer.from(header.subarray(0, HEADER_BYTES)));
  return report.build();
}

function statusFields({ domain, failures, accepted }: BounceContent): string {
  const groups = [
    [`Reporting-MTA: dns; ${domain}`, `Arrival-Date: ${new Date(accepted).toUTCString().replace('GMT', '+0000')}`],
    ...failures.map(({ recipient, status, response }) => [
      `Final-Recipient: ${addressType(recipient)}`,
      'Action: failed',
      `Status: ${status}`,
      ...(response ? [`Diagnostic-Code: smtp; ${printable(response)}`] : []),
    ]),
  ];
  return groups.map((fields) => fields.join('\r\n')).join('\r\n\r\n');
}

/** RFC 6533, 3: an address outside ASCII has a type of its own and is written in ASCII. */
function addressType(address: string): string {
  if (isAscii(Buffer.from(address))) return `rfc822; ${printable(address)}`;
  const encoded = [...address].map((character) =>
    /[!-*,-<>-[\]-~]/.test(character) ? character : `\\x{${character.codePointAt(0)?.toString(16).toUpperCase()}}`,
  );
  return `utf-8; ${encoded.join('')}`;
}

/** On one line of ASCII. */
function printable(text: string): string {
  return text.replace(/[^ -~]+/g, ' ').slice(0, 900);
}
