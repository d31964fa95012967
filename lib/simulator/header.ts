import { isAscii, isUtf8 } from 'node:buffer';
import { type Address, addressParser, decodeWords } from 'postal-mime';
import type { OpenReading } from '../rules';
import { type FieldName, type RawField, readHeaderBlock } from './header-fields';
import type { Notice } from './notices';

/** What WorkMail looks at in a message, and how it was read where the message is not quite well formed. */
export interface Header {
  /** The first address of the first From field. */
  readonly from?: string;
  /** The first address of the first Sender field. */
  readonly sender?: string;
  /** Decoded and whole; absent if there is no Subject field. */
  readonly subject?: string;
  /** The number of bytes of the content that the header block takes. */
  readonly length: number;
  readonly notices: readonly Notice[];
  readonly openReadings: readonly OpenReading[];
}

const TITLES: Record<FieldName, string> = { from: 'From', sender: 'Sender', subject: 'Subject' };

/** Reads the header block of a message; never throws, whatever the bytes. */
export function readHeader(content: Uint8Array): Header {
  const { fields, length, notices: found } = readHeaderBlock(content);
  const notices = [...found];
  const from = readAddress('from', fields.from, notices);
  const sender = readAddress('sender', fields.sender, notices);
  const subject = readSubject(fields.subject, notices);
  if (!fields.from) notices.push({ code: 'FIELD_MISSING', text: 'There is no From field.' });

  const openReadings: OpenReading[] = [];
  if (!from) openReadings.push('missingFrom');
  if (notices.some(({ code }) => code === 'FIELD_REPEATED' || code === 'SEVERAL_ADDRESSES')) {
    openReadings.push('repeatedField');
  }
  return {
    ...(from && { from }),
    ...(sender && { sender }),
    ...(subject !== undefined && { subject }),
    length,
    notices,
    openReadings,
  };
}

function readSubject(field: RawField | undefined, notices: Notice[]): string | undefined {
  if (!field) return undefined;
  const text = decodeField('subject', field, notices);
  const unknown = text.includes('=?') ? unknownCharset(text) : undefined;
  if (unknown) {
    notices.push({
      code: 'UNKNOWN_CHARSET',
      text: `Subject is encoded in the unknown character set ${JSON.stringify(unknown)}; read as windows-1252.`,
    });
  }
  return decodeWords(text);
}

function readAddress(name: FieldName, field: RawField | undefined, notices: Notice[]): string | undefined {
  if (!field) return undefined;
  const title = TITLES[name];
  const text = decodeField(name, field, notices);
  const mailboxes = text.includes('@') ? addressParser(text) : [];
  const group = mailboxes.find((mailbox) => mailbox.group);
  const addresses = mailboxes.flatMap(addressesOf);
  const [first] = addresses;
  if (group) {
    notices.push({
      code: 'GROUP',
      text: `${title} holds the group ${JSON.stringify(group.name)}; its members are read.`,
    });
  }
  if (!first) {
    notices.push({ code: 'NO_ADDRESS', text: `${title} holds no address: ${JSON.stringify(text.slice(0, 120))}.` });
  } else if (addresses.length > 1) {
    notices.push({
      code: 'SEVERAL_ADDRESSES',
      text: `${title} holds ${addresses.length} addresses; the first counts, ${first}.`,
    });
  }
  return first;
}

function addressesOf(mailbox: Address): string[] {
  const addresses = mailbox.group ? mailbox.group.map((member) => member.address) : [mailbox.address];
  return addresses.filter((address) => address.includes('@'));
}

/** The text of a field before its encoded words are decoded, with a notice of everything unusual about its bytes. */
function decodeField(name: FieldName, field: RawField, notices: Notice[]): string {
  const title = TITLES[name];
  if (field.count > 1) {
    notices.push({ code: 'FIELD_REPEATED', text: `${title} stands ${field.count} times; the first counts.` });
  }
  if (field.cut) {
    notices.push({
      code: 'FIELD_CUT',
      text: `${title} is too long; only its first ${field.bytes.length} bytes are read.`,
    });
  }
  const text = decodeBytes(title, field.bytes, notices).replaceAll('\t', ' ');
  const printable = text.replace(/\p{Cc}/gu, '');
  if (printable.length < text.length) {
    notices.push({ code: 'CONTROL_CHARACTERS', text: `${title} holds control characters; left out.` });
  }
  return printable.trim();
}

function decodeBytes(title: string, bytes: Buffer, notices: Notice[]): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  const encoding = isUtf8(bytes) ? 'utf-8' : 'windows-1252';
  notices.push({ code: 'EIGHT_BIT', text: `${title} holds bytes outside ASCII; read as ${encoding}.` });
  return new TextDecoder(encoding).decode(bytes);
}

/** The first character set in the encoded words of a text that cannot be decoded, without its language tag (RFC 2231). */
function unknownCharset(text: string): string | undefined {
  for (const [, charset = ''] of text.matchAll(/=\?([\w-]{1,40})(?:\*[\w-]{0,40})?\?[bq]\?/gi)) {
    try {
      new TextDecoder(charset);
    } catch {
      return charset;
    }
  }
  return undefined;
}
