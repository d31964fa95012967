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

/** Whatever is outside of the parts of a multipart; the line end before a delimiter may be new. */
export function skeleton(content: Buffer): string {
  const { parts } = scanMime(content);
  const [root, ...rest] = parts;
  if (root!.children.length === 0) return '';
  const pieces: string[] = [];
  let place = root!.bodyStart;
  for (const { start, end, children } of rest) {
    if (children.length > 0) continue;
    pieces.push(content.toString('latin1', place, start));
    place = end;
  }
  pieces.push(content.toString('latin1', place));
  return pieces.map((piece, index) => (index > 0 ? piece.replace(/^\r?\n(?=--)/, '') : piece)).join('…');
}

/** Why a test of another program does not run here, or undefined if the program is there. */
export function missing(command: string, ...args: string[]): string | undefined {
  const { error, status } = spawnSync(command, args, { stdio: 'ignore' });
  return error || status !== 0 ? `${command} is not on this machine` : undefined;
}
