import type { Readable } from 'node:stream';

/** Calls back for each line of a stream of text, also for an unfinished one at its end. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  let parts: string[] = [];
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const [first = '', ...others] = chunk.split('\n');
    parts.push(first);
    for (const next of others) {
      onLine(parts.join(''));
      parts = [next];
    }
  });
  stream.on('end', () => {
    const rest = parts.join('');
    if (rest) onLine(rest);
  });
  // a process that was killed may reset its end
  stream.on('error', () => undefined);
}
