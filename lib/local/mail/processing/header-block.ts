import { open } from 'node:fs/promises';

const CHUNK_BYTES = 16 * 1024;

/** No header block that decides anything is longer; a message may consist of nothing else. */
const MOST_BYTES = 1024 * 1024;

const BLANK_LINES = ['\n\r\n', '\n\n'];

/** The beginning of a message with its whole header block, or with what can be looked at of it. */
export async function readHeaderBlock(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    let block = Buffer.alloc(0);
    while (block.length < MOST_BYTES) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, block.length);
      if (bytesRead === 0) break;
      const from = Math.max(0, block.length - 3);
      block = Buffer.concat([block, buffer.subarray(0, bytesRead)]);
      const ends = BLANK_LINES.map((blank) => block.indexOf(blank, from)).filter((end) => end >= 0);
      if (ends.length > 0) return Buffer.from(block.subarray(0, Math.min(...ends) + 4));
    }
    return block;
  } finally {
    await handle.close();
  }
}

/** The first value of a field, unfolded; bytes outside ASCII as they are in Latin-1. */
export function fieldOf(block: Buffer, name: string): string | undefined {
  const field = new RegExp(`(?:^|\\n)${name}[ \\t]*:([^\\n]*(?:\\n[ \\t][^\\n]*)*)`, 'i').exec(
    block.toString('latin1'),
  );
  return field?.[1]?.replace(/\r?\n/g, '').trim();
}
