import { addressParser } from 'postal-mime';
import type { Direction } from '../rules';
import type { Message } from '../simulator';
import { readHeaderBlock } from './eml-file';
import { MailFlowError } from './errors';

/** A message, as far as it matters to rules and functions. */
export interface Mail {
  /** The sender of the SMTP envelope; in From as well, where there is no `eml`. */
  readonly from?: string;
  /** The recipients of the SMTP envelope. @default those in To, Cc and Bcc of `eml` */
  readonly to?: string | readonly string[];
  /** What stands in Sender: who sent the message on behalf of `from`. */
  readonly sender?: string;
  /** @default empty */
  readonly subject?: string;
  /** A whole MIME message, in place of `sender` and `subject`; or the file that has it, of which only the header is read. */
  readonly eml?: string | Uint8Array | { readonly file: string };
  /** The sender of the SMTP envelope, where it is not `from`. It counts only where From is missing. */
  readonly envelopeFrom?: string;
  /** What WorkMail's own spam filter says. @default false */
  readonly spam?: boolean;
  /** Under which a function can get the content. @default derived from header and envelope */
  readonly messageId?: string;
}

/** A message as rules see it: of a file, its header block at least. */
export function toMessage(direction: Direction, mail: Mail): Message {
  const content = mail.eml === undefined ? compose(mail) : given(mail, mail.eml);
  const { spam, messageId } = mail;
  return {
    direction,
    envelope: {
      from: mail.envelopeFrom ?? addressIn(mail.from) ?? '',
      recipients: [mail.to ?? recipientsIn(content)].flat(),
    },
    content,
    ...(spam !== undefined && { spam }),
    ...(messageId !== undefined && { messageId }),
  };
}

function given({ sender, subject }: Mail, eml: Exclude<Mail['eml'], undefined>): Uint8Array {
  if (sender !== undefined || subject !== undefined) {
    throw new MailFlowError(
      'MAIL_INVALID',
      'The mail has both eml and sender or subject',
      'Leave sender and subject out: they stand in the header of eml',
    );
  }
  if (typeof eml === 'string') return Buffer.from(eml);
  return eml instanceof Uint8Array ? eml : readHeaderBlock(eml.file);
}

function compose({ from, sender, to, subject = '' }: Mail): Uint8Array {
  const fields = { From: from, Sender: sender, To: [to ?? []].flat().join(', ') || undefined };
  const lines = Object.entries(fields).flatMap(([name, value]) => (value ? `${name}: ${checked(name, value)}` : []));
  return Buffer.from([...lines, `Subject: ${encode(subject)}`, '', ''].join('\r\n'));
}

function checked(name: string, value: string): string {
  if (!/[\r\n]/.test(value)) return value;
  throw new MailFlowError(
    'MAIL_INVALID',
    `${name} is ${JSON.stringify(value)}, and would end its line of the header`,
    'Give addresses without line breaks, or a whole message as eml',
  );
}

/** RFC 2047, where the text needs it. */
function encode(subject: string): string {
  return /^[\x20-\x7e]*$/.test(subject) && !subject.includes('=?')
    ? subject
    : `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`;
}

/** The address in `Name <address>`. */
function addressIn(text: string | undefined): string | undefined {
  return text === undefined ? undefined : (addressParser(text)[0]?.address ?? text);
}

/** A field with its continuation lines. */
const RECIPIENT_FIELD = /^(?:to|cc|bcc)[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/gim;

/** From here on a field is left aside: reading addresses takes more than linear time. */
const MOST_CHARACTERS = 64 * 1024;

/** The addresses in To, Cc and Bcc. */
function recipientsIn(content: Uint8Array): string[] {
  const fields = [...headerBlock(content).matchAll(RECIPIENT_FIELD)].map(([, field = '']) =>
    field.slice(0, MOST_CHARACTERS).replace(/[\r\n]+/g, ''),
  );
  const mailboxes = fields.flatMap((field) => addressParser(field));
  const addresses = mailboxes.flatMap(({ address, group }) => group?.map((member) => member.address) ?? address ?? []);
  return addresses.filter((address) => address.includes('@'));
}

function headerBlock(content: Uint8Array): string {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const ends = ['\n\r\n', '\n\n', '\r\r'].map((end) => bytes.indexOf(end)).filter((end) => end >= 0);
  return bytes.toString('utf8', 0, Math.min(bytes.length, ...ends));
}
