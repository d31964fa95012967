import PostalMime, { type Address, type Email } from 'postal-mime';
import { splitHeader } from '../mime';
import type { MessageInput } from './content/collect';
import { type MessageOptions, readMessageBytes } from './update';

/** A name and an address, as a header field has them. */
export interface Mailbox {
  /** Decoded; empty if there is none. */
  readonly name: string;
  readonly address: string;
}

/** An attachment of a message that was read. */
export interface ParsedAttachment {
  readonly name?: string;
  readonly type: string;
  readonly inline: boolean;
  /** Without angle brackets. */
  readonly contentId?: string;
  /** Decoded. */
  readonly content: Uint8Array;
}

/** A message as people see it. Members are absent where the message has no such thing. */
export interface ParsedMessage {
  readonly from?: Mailbox;
  readonly sender?: Mailbox;
  readonly replyTo: readonly Mailbox[];
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly bcc: readonly Mailbox[];
  readonly subject?: string;
  /** ISO 8601 where it could be read, else as it stands there. */
  readonly date?: string;
  readonly messageId?: string;
  readonly inReplyTo?: string;
  readonly references?: string;
  readonly text?: string;
  readonly html?: string;
  readonly attachments: readonly ParsedAttachment[];
  /** All fields in their order, names in lower case, values unfolded. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Why only the header was read: the message is nested too deeply, for instance. */
  readonly problem?: string;
}

/**
 * Gets a message and reads it as people see it, leniently.
 *
 * @throws MessageRefusal MESSAGE_GONE
 * @example
 * import { readMessage } from 'cdk-workmail-flow/message';
 *
 * export const handler = async (event: { messageId: string }) => {
 *   const { from, text = '', attachments } = await readMessage(event.messageId);
 *   console.log(from?.address, text.length, attachments.length);
 * };
 */
export async function readMessage(messageId: string, options?: MessageOptions): Promise<ParsedMessage> {
  return parseMessage(await readMessageBytes(messageId, options));
}

/** Reads a message as people see it, leniently: whatever the bytes, there is an answer. */
export async function parseMessage(content: MessageInput | string): Promise<ParsedMessage> {
  const bytes = await toBytes(content);
  try {
    return toMessage(await parse(bytes));
  } catch (error) {
    const fields = splitHeader(bytes)
      .map(({ raw }) => raw)
      .slice(0, MOST_FIELDS);
    const header = await parse(Buffer.concat(fields)).catch(() => ({ headers: [], headerLines: [], attachments: [] }));
    return { ...toMessage(header), problem: (error as Error).message };
  }
}

/** Of a message whose content cannot be read. */
const MOST_FIELDS = 1000;

function parse(bytes: Buffer): Promise<Email> {
  return PostalMime.parse(bytes, { forceRfc822Attachments: true, attachmentEncoding: 'arraybuffer' });
}

async function toBytes(content: MessageInput | string): Promise<Buffer> {
  if (typeof content === 'string') return Buffer.from(content);
  if (content instanceof Uint8Array) return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces);
}

function toMessage(email: Email): ParsedMessage {
  const { from, sender, replyTo, to, cc, bcc, subject, date, messageId, inReplyTo, references, text, html } = email;
  const present = { subject, date, messageId, inReplyTo, references, text, html };
  const [first] = mailboxes(from && [from]);
  const [behalf] = mailboxes(sender && [sender]);
  return {
    ...Object.fromEntries(Object.entries(present).filter(([, value]) => value !== undefined)),
    ...(first && { from: first }),
    ...(behalf && { sender: behalf }),
    replyTo: mailboxes(replyTo),
    to: mailboxes(to),
    cc: mailboxes(cc),
    bcc: mailboxes(bcc),
    attachments: email.attachments.map(({ filename, mimeType, disposition, contentId, content }) => ({
      ...(filename && { name: filename }),
      type: mimeType,
      inline: disposition === 'inline',
      ...(contentId && { contentId: contentId.replace(/^<|>$/g, '') }),
      content: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
    })),
    headers: email.headers.map(({ key, value }) => ({ name: key, value })),
  };
}

/** The members of groups as well. */
function mailboxes(addresses: readonly Address[] = []): Mailbox[] {
  return addresses.flatMap((address) =>
    address.group ? mailboxes(address.group) : [{ name: address.name, address: address.address }],
  );
}
