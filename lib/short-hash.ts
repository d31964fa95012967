import { hash } from 'node:crypto';

/** Eight hexadecimal digits for a text: enough to tell apart what stands in one stack. */
export function shortHash(text: string): string {
  return hash('sha256', text).slice(0, 8);
}
