import { findContentProblems, findImmutableChanges } from '../../mime';
import { checkMessageId } from './message-id';
import type { Messages, UpdatedContent } from './messages';
import { refusal, rejection } from './refusals';

/** Messages in memory, with what a test wants to know of them. */
export interface MemoryMessages extends Messages {
  /** What the message is now. */
  content(messageId: string): Buffer;
  /** The ids of those that were put back, in the order in which they were. */
  readonly updated: readonly string[];
}

/** What messages in memory can be told. */
export interface MemoryMessagesOptions {
  /** Ids of messages that may not be changed: `MessageFrozen`. @default none */
  readonly frozen?: readonly string[];
}

/**
 * Messages for the test of a function that reads or changes them. What it puts back is checked as WorkMail checks it.
 *
 * @param contents whole MIME messages by their ids
 * @example
 * import { readFileSync } from 'node:fs';
 * import { addBanner, memoryMessages, updateMessage } from 'cdk-workmail-flow/message';
 *
 * test('mail gets a banner', async () => {
 *   const messages = memoryMessages({ 'message-1': readFileSync('message.eml') });
 *   await updateMessage('message-1', [addBanner({ text: 'From outside' })], { messages });
 *   expect(messages.content('message-1').toString()).toContain('From outside');
 * });
 */
export function memoryMessages(
  contents: Readonly<Record<string, Uint8Array | string>>,
  { frozen = [] }: MemoryMessagesOptions = {},
): MemoryMessages {
  const stored = new Map<string, Buffer>(
    Object.entries(contents).map(([id, content]) => [id, Buffer.from(content as Uint8Array)]),
  );
  const updated: string[] = [];

  function content(messageId: string): Buffer {
    checkMessageId(messageId);
    const found = stored.get(messageId);
    if (!found) throw refusal('ResourceNotFoundException', messageId);
    return found;
  }

  return {
    content,
    updated,
    get: async (messageId) => inPieces(content(messageId)),
    put: async (messageId, update) => {
      const before = content(messageId);
      if (frozen.includes(messageId)) throw refusal('MessageFrozen', messageId);
      const after = await collectBytes(update);
      const problems = [...findContentProblems(after), ...findImmutableChanges(before, after)];
      if (problems.length > 0) throw rejection(messageId, problems);
      stored.set(messageId, after);
      updated.push(messageId);
    },
  };
}

async function* inPieces(content: Buffer): AsyncIterable<Buffer> {
  const piece = 64 * 1024;
  for (let start = 0; start < content.length; start += piece) yield content.subarray(start, start + piece);
}

async function collectBytes(update: UpdatedContent): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of update.stream()) pieces.push(piece);
  return Buffer.concat(pieces);
}
