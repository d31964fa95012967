import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** Most header blocks are shorter. */
const FIRST_BYTES = 32 * 1024;
const room = Buffer.allocUnsafe(FIRST_BYTES);

/**
 * The first part of a file if the header block ends in it, else the whole file. Not asynchronous: for a small file the
 * way through other threads takes several times as long as reading it.
 */
export function readHeaderBlock(file: string): Uint8Array {
  const descriptor = openSync(file, 'r');
  try {
    const count = readSync(descriptor, room, 0, FIRST_BYTES, 0);
    const first = room.subarray(0, count);
    const isEnough = count < FIRST_BYTES || first.includes('\n\r\n') || first.includes('\n\n');
    return isEnough ? Buffer.from(first) : readFileSync(file);
  } finally {
    closeSync(descriptor);
  }
}
