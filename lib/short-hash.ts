import { createHash } from 'node:crypto';

/** Eight hexadecimal digits for a text: enough to tell apart what stands in one stack. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
