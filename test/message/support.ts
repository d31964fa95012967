import { spawnSync } from 'node:child_process';
import { type Operation, type RewrittenMessage, rewriteMessage } from '../../lib/message';
import { scanMime } from '../../lib/mime';

export async function* inChunks(content: Buffer, size: number): AsyncIterable<Buffer> {
  for (let start = 0; start < content.length; start += size) yield content.subarray(start, start + size);
}

/** The same message rewritten from a stream in chunks of a size. */
export async function rewriteInChunks(
  content: Buffer,
  size: number,
  operations: readonly Operation[],
): Promise<RewrittenMessage<Buffer>> {
  const rewritten = await rewriteMessage(inChunks(content, size), operations);
  const pieces: Buffer[] = [];
  for await (const piece of rewritten.content) pieces.push(piece as Buffer);
  return { ...rewritten, content: Buffer.concat(pieces) };
}

/** Each part with its header and its content as they stand in the message, by its number; multiparts without parts. */
export function rawParts(content: Buffer): Map<string, string> {
  const { parts } = scanMime(content);
  return new Map(
    parts
      .filter(({ parent, children }) => parent && children.length === 0)
      .map(({ number, start, end }) => [number, content.toString('latin1', start, end)]),
  );
}

/** The fields of the message's header, as they stand there, and whatever else is outside of its parts. */
export function skeleton(content: Buffer): string {
  const { parts } = scanMime(content);
  let rest = '';
  let place = parts[0]!.bodyStart;
  for (const { start, end, children, parent } of parts) {
    if (!parent || children.length > 0) continue;
    rest += content.toString('latin1', place, start);
    place = end;
  }
  return parts[0]!.children.length > 0 ? rest + content.toString('latin1', place) : '';
}

/** Why a test of another program does not run here, or undefined if the program is there. */
export function missing(command: string, ...args: string[]): string | undefined {
  const { error, status } = spawnSync(command, args, { stdio: 'ignore' });
  return error || status !== 0 ? `${command} is not on this machine` : undefined;
}
