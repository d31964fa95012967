import type { MimePart } from '../../mime';
import { type Attachment, isFile, readAttachment } from '../attachment';
import { toLines } from '../body/plain-text';
import type { Draft, NewContent } from '../draft';
import { MessageError } from '../errors';
import type { NewPart } from '../part-fields';
import { protectionOf } from '../protection';
import type { OperationName } from '../report';
import { type AttachmentFilter, toPredicate } from './attachment-filter';
import type { Operation } from './operation';

/** Which attachments to remove, and what to leave in their place. */
export interface RemoveAttachmentsOptions {
  /** What stands in the place of an attachment, for the person who reads the message. @default its name, in English */
  readonly note?: (attachment: Attachment) => string;
}

/** A file to put in the place of another. */
export interface Replacement {
  readonly name: string;
  /** Such as `application/pdf`. */
  readonly type: string;
  readonly content: Uint8Array | string;
}

/**
 * Removes attachments, and leaves a note in the place of each. What is within something signed, encrypted or a message
 * within the message stays; the result says so.
 *
 * @throws MessageError OPERATION_INVALID
 * @example
 * import { removeAttachments, updateMessage } from 'cdk-workmail-flow/message';
 *
 * export const handler = (event: { messageId: string }) =>
 *   updateMessage(event.messageId, [removeAttachments({ names: ['*.exe', '*.js'], largerThan: 10_000_000 })]);
 */
export function removeAttachments(which: AttachmentFilter, options: RemoveAttachmentsOptions = {}): Operation {
  const { note = defaultNote } = options;
  return attachmentOperation('removeAttachments', which, (attachment) => ({
    by: { note: toLines(note(attachment)) },
    what: `removed ${inWords(attachment)}`,
  }));
}

/**
 * Puts other files in the place of attachments. What is within something signed, encrypted or a message within the
 * message stays; the result says so.
 *
 * @throws MessageError OPERATION_INVALID
 * @example
 * import { replaceAttachments, updateMessage } from 'cdk-workmail-flow/message';
 *
 * const askForIt = replaceAttachments({ names: ['*.zip'] }, ({ name }) => ({
 *   name: `${name}.txt`, type: 'text/plain', content: `Ask the help desk for ${name}.`,
 * }));
 * export const handler = (event: { messageId: string }) => updateMessage(event.messageId, [askForIt]);
 */
export function replaceAttachments(which: AttachmentFilter, by: (attachment: Attachment) => Replacement): Operation {
  if (typeof by !== 'function') {
    throw new MessageError(
      'OPERATION_INVALID',
      'replaceAttachments: the second argument is no function',
      'Give a function from an attachment to the file in its place',
    );
  }
  return attachmentOperation('replaceAttachments', which, (attachment) => {
    const replacement = checkReplacement(by(attachment));
    const text = replacement.type.startsWith('text/') && typeof replacement.content === 'string';
    const part: NewPart = {
      type: replacement.type,
      ...(text && { parameters: { charset: 'utf-8' } }),
      disposition: 'attachment',
      fileName: replacement.name,
      encoding: 'base64',
    };
    return {
      by: { part, content: Buffer.from(replacement.content as Uint8Array) },
      what: `replaced ${inWords(attachment)} by ${JSON.stringify(replacement.name)}`,
    };
  });
}

interface Change {
  readonly by: NewContent;
  readonly what: string;
}

function attachmentOperation(
  name: OperationName,
  which: AttachmentFilter,
  change: (attachment: Attachment) => Change,
): Operation {
  const matches = toPredicate(name, which);
  return {
    name,
    apply: async (draft) => {
      for (const part of draft.message.parts) await visit(draft, part, name, matches, change);
      if (draft.message.cutAt !== undefined) draft.leave(name, undefined, 'tooManyParts');
    },
  };
}

async function visit(
  draft: Draft,
  part: MimePart,
  name: OperationName,
  matches: (attachment: Attachment) => boolean,
  change: (attachment: Attachment) => Change,
): Promise<void> {
  if (part.opaque) return draft.leave(name, part, part.opaque);
  const protection = protectionOf(part);
  const insideUnseen = protection === 'encrypted' || isSignedFile(part);
  if (insideUnseen && !isWithinUnseen(part)) draft.leave(name, part, protection!);
  if (insideUnseen || !isFile(part) || draft.isReplaced(part)) return;
  const attachment = await readAttachment(part, draft.source);
  if (!matches(attachment)) {
    if (part.header.type === 'message/rfc822') draft.leave(name, part, 'nestedMessage');
    return;
  }
  if (protection) return draft.leave(name, part, protection, inWords(attachment));
  const { by, what } = change(attachment);
  draft.replace(part, by);
  draft.report(name, part, what);
}

function isSignedFile({ header }: MimePart): boolean {
  return /^application\/(?:x-)?pkcs7-mime$/.test(header.type);
}

/** One word about something encrypted is enough. */
function isWithinUnseen({ parent }: MimePart): boolean {
  return parent !== undefined && protectionOf(parent) === 'encrypted';
}

function checkReplacement(replacement: Replacement): Replacement {
  const { name, type, content } = replacement ?? {};
  const isType =
    typeof type === 'string' && /^[\w.+-]+\/[\w.+-]+$/.test(type) && !/^(?:multipart|message)\//i.test(type);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const isName = typeof name === 'string' && name !== '' && !/[\0-\x1f\x7f]/.test(name);
  if (isName && isType && (typeof content === 'string' || content instanceof Uint8Array)) return replacement;
  throw new MessageError(
    'OPERATION_INVALID',
    `replaceAttachments: the file to put in is named ${JSON.stringify(name)}, of type ${JSON.stringify(type)}, with ${typeof content} as its content`,
    'Give a name without control characters, a type such as application/pdf, and a text or bytes',
  );
}

function defaultNote(attachment: Attachment): string {
  return `The attachment ${inWords(attachment)} was removed.`;
}

function inWords({ name, type, size }: Attachment): string {
  return `${name === undefined ? 'without a name' : JSON.stringify(name)} (${type}, ${size} bytes)`;
}
