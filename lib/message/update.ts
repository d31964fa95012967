import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { ContentCheck } from '../mime';
import type { SplicedContent } from './content/splice';
import { MessageRefusal } from './errors';
import { awsMessages } from './messages/aws-messages';
import type { Messages, UpdatedContent } from './messages/messages';
import { rejection } from './messages/refusals';
import type { Operation } from './operations/operation';
import type { RewriteReport } from './report';
import { checkOperations, type DraftedMessage, draftMessage } from './rewrite';

/** Where the message comes from and goes. */
export interface MessageOptions {
  /** Where the messages are. @default WorkMail, with the clients and the bucket that the environment names */
  readonly messages?: Messages;
}

/** What became of a message that was to be changed. */
export interface UpdateResult extends RewriteReport {
  /**
   * - `updated`: WorkMail has the changed message. It delivers it if a synchronous rule called the function.
   * - `unchanged`: there was nothing to change, so nothing was put back.
   * - `refused`: the message is what it was; `refusal` says why, and what can be done. `throw result.refusal` lets
   *   WorkMail call again until the rule timeout, and then take the fallback action.
   */
  readonly outcome: 'updated' | 'unchanged' | 'refused';
  readonly refusal?: MessageRefusal;
}

/** Clients are kept from one call of the function to the next. */
const WORKMAIL = awsMessages();

/**
 * Gets a message, does the operations to it, and puts it back if that changed anything. Whatever no operation touches
 * stays to the byte. A message of 40 MB, the largest there is, takes a few MB of memory: what is larger than 2 MiB lies
 * in a temporary file meanwhile.
 *
 * What documented rules of WorkMail forbid is not even put back (`MESSAGE_REJECTED`, with the problems that were found);
 * what the documentation leaves open is for WorkMail to decide.
 *
 * @param messageId the event's
 * @param operations what to do, in this order
 * @returns what was done, and what was left alone and why; where WorkMail refuses, `outcome` is `refused`
 * @throws MessageError for what is set up wrongly; the SDK's own errors, such as AccessDeniedException
 * @example
 * import { addBanner, removeAttachments, tagSubject, updateMessage } from 'cdk-workmail-flow/message';
 *
 * export const handler = async (event: { messageId: string }) => {
 *   const { outcome, leftAlone, refusal } = await updateMessage(event.messageId, [
 *     tagSubject('[EXTERNAL]'),
 *     addBanner({ text: 'This message comes from outside.' }),
 *     removeAttachments({ names: ['*.exe', '*.js'] }),
 *   ]);
 *   if (refusal?.code === 'INVALID_CONTENT_LOCATION') throw refusal;
 *   console.log(outcome, leftAlone);
 *   return { actions: [{ action: { type: 'DEFAULT' }, allRecipients: true }] };
 * };
 */
export async function updateMessage(
  messageId: string,
  operations: readonly Operation[],
  { messages = WORKMAIL }: MessageOptions = {},
): Promise<UpdateResult> {
  checkOperations(operations);
  const draft = await unlessRefused(async () => draftMessage(await messages.get(messageId), operations));
  if (draft instanceof MessageRefusal)
    return { changed: false, done: [], leftAlone: [], outcome: 'refused', refusal: draft };
  try {
    const { report } = draft;
    if (!report.changed) return { ...report, outcome: 'unchanged' };
    const refusal = await unlessRefused(() => putBack(messageId, draft, messages));
    return refusal ? { ...report, outcome: 'refused', refusal } : { ...report, outcome: 'updated' };
  } finally {
    await draft.source.close();
  }
}

async function putBack(messageId: string, { result }: DraftedMessage, messages: Messages): Promise<undefined> {
  const { problems, content } = await check(result);
  // Those that rest on a reading of ours may be none for WorkMail.
  const certain = problems.filter(({ openReading }) => openReading === undefined);
  if (certain.length > 0) throw rejection(messageId, problems);
  try {
    await messages.put(messageId, content);
  } catch (error) {
    if (error instanceof MessageRefusal && error.code === 'MESSAGE_REJECTED' && error.problems.length === 0) {
      throw new MessageRefusal(error.code, messageId, error.problem, error.remedy, problems, { cause: error });
    }
    throw error;
  }
}

/** Reads the changed message once before it goes out: what is wrong with it, and its checksum. */
async function check(result: SplicedContent) {
  const contentCheck = new ContentCheck();
  let sum = 0;
  for await (const piece of result.stream()) {
    contentCheck.write(piece);
    sum = crc32(piece, sum);
  }
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(sum);
  const content: UpdatedContent = {
    size: result.size,
    crc32: bytes.toString('base64'),
    stream: () => Readable.from(result.stream(), { objectMode: false }),
  };
  return { problems: contentCheck.end(), content };
}

async function unlessRefused<Value>(act: () => Promise<Value>): Promise<Value | MessageRefusal> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof MessageRefusal) return error;
    throw error;
  }
}

/**
 * The whole MIME message as a stream, in whatever pieces it comes.
 *
 * @throws MessageRefusal MESSAGE_GONE
 */
export async function readMessageStream(
  messageId: string,
  { messages = WORKMAIL }: MessageOptions = {},
): Promise<Readable> {
  const content = await messages.get(messageId);
  return content instanceof Readable ? content : Readable.from(content, { objectMode: false });
}

/**
 * The whole MIME message: up to 40 MB.
 *
 * @throws MessageRefusal MESSAGE_GONE
 */
export async function readMessageBytes(
  messageId: string,
  { messages = WORKMAIL }: MessageOptions = {},
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of await messages.get(messageId)) pieces.push(piece);
  return Buffer.concat(pieces);
}
