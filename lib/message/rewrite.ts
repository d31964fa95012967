import { Readable } from 'node:stream';
import { collect, type MessageInput } from './content/collect';
import type { ContentSource } from './content/source';
import { SplicedContent } from './content/splice';
import { Draft } from './draft';
import { MessageError } from './errors';
import type { Operation } from './operations/operation';
import type { RewriteReport } from './report';

/** A message that was rewritten, and what became of it. */
export interface RewrittenMessage<Content> extends RewriteReport {
  readonly content: Content;
  /** Of the content, in bytes. */
  readonly size: number;
}

/**
 * Does operations to a message, without WorkMail: what `updateMessage` does between getting and putting back. Whatever
 * no operation touches stays to the byte.
 *
 * @param content the whole message, or a stream of it; a stream of more than 2 MiB is kept in a temporary file meanwhile
 * @returns the content as it came: bytes, or a stream to be read once (or destroyed)
 * @example
 * import { readFileSync } from 'node:fs';
 * import { addBanner, rewriteMessage } from 'cdk-workmail-flow/message';
 *
 * const eml = readFileSync('message.eml');
 * const { content, changed, leftAlone } = await rewriteMessage(eml, [addBanner({ text: 'From outside.' })]);
 */
export async function rewriteMessage(
  content: Uint8Array,
  operations: readonly Operation[],
): Promise<RewrittenMessage<Buffer>>;
export async function rewriteMessage(
  content: AsyncIterable<Uint8Array>,
  operations: readonly Operation[],
): Promise<RewrittenMessage<Readable>>;
export async function rewriteMessage(
  content: MessageInput,
  operations: readonly Operation[],
): Promise<RewrittenMessage<Buffer | Readable>> {
  checkOperations(operations);
  const { source, result, report } = await draftMessage(content, operations);
  if (!(content instanceof Uint8Array)) return { ...report, size: result.size, content: readOnce(result, source) };
  const pieces: Buffer[] = [];
  for await (const piece of result.stream()) pieces.push(piece);
  return { ...report, size: result.size, content: Buffer.concat(pieces) };
}

/** A message that is rewritten, and its source, which whoever asked closes. */
export interface DraftedMessage {
  readonly source: ContentSource;
  readonly result: SplicedContent;
  readonly report: RewriteReport;
}

export async function draftMessage(content: MessageInput, operations: readonly Operation[]): Promise<DraftedMessage> {
  const collected = await collect(content);
  const { source } = collected;
  try {
    const draft = new Draft(collected);
    for (const operation of operations) await operation.apply(draft);
    const edits = await draft.finish();
    const { done, leftAlone } = draft;
    const report: RewriteReport = { changed: edits.length > 0, done, leftAlone };
    return { source, result: new SplicedContent(source, edits), report };
  } catch (error) {
    await source.close();
    throw error;
  }
}

export function checkOperations(operations: unknown): void {
  const isOperation = (one: unknown) =>
    typeof (one as Operation | undefined)?.apply === 'function' && 'name' in (one as Operation);
  const wrong = Array.isArray(operations)
    ? operations.findIndex((one) => typeof one !== 'object' || !isOperation(one))
    : 0;
  if (wrong < 0) return;
  throw new MessageError(
    'OPERATION_INVALID',
    Array.isArray(operations) ? `operations[${wrong}] is no operation` : 'operations is no list of operations',
    'Give a list such as [tagSubject("[EXTERNAL]"), addBanner({ text: "…" })]',
  );
}

function readOnce(result: SplicedContent, source: ContentSource): Readable {
  const stream = Readable.from(result.stream(), { objectMode: false });
  stream.once('close', () => void source.close());
  return stream;
}
