import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The time by which functions are called and called again. Who uses a clock keeps count of its own time and asks the
 * clock to wait for it, so a clock that never moves simulates hours in no time, any number of calls side by side.
 */
export interface Clock {
  /** Milliseconds since any moment. */
  now(): number;
  waitUntil(time: number): Promise<void>;
}

/** Stands still and never waits: for tests and simulation. */
export function virtualClock(): Clock {
  return { now: () => 0, waitUntil: () => Promise.resolve() };
}

/** Really waits: for a server. Once the signal aborts, every wait rejects with its reason. */
export function realClock(signal?: AbortSignal): Clock {
  const now = () => performance.now();
  return {
    now,
    waitUntil: async (time) => {
      signal?.throwIfAborted();
      if (time > now()) await sleep(time - now(), undefined, { signal });
    },
  };
}
