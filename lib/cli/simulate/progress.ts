/** How often the line is written anew. */
const EVERY_MILLISECONDS = 100;
const CLEAR_LINE = '\r\u001b[K';

/** A line on standard error that counts messages, if a person is looking at it and at nothing else. */
export function startProgress(isWanted: boolean): { tick(): void; end(): void } {
  if (!isWanted) return { tick: () => undefined, end: () => undefined };
  const begin = performance.now();
  let count = 0;
  let next = begin + EVERY_MILLISECONDS;
  return {
    tick() {
      count++;
      const now = performance.now();
      if (now < next) return;
      next = now + EVERY_MILLISECONDS;
      const rate = Math.round((count * 1000) / (now - begin));
      process.stderr.write(
        `${CLEAR_LINE}${count.toLocaleString('en-US')} messages, ${rate.toLocaleString('en-US')} a second`,
      );
    },
    end: () => process.stderr.write(CLEAR_LINE),
  };
}
