import { setTimeout as sleep } from 'node:timers/promises';

export interface Wait {
  readonly waitsFor: string;
  /** Milliseconds since 1970. */
  readonly waitsUntil: number;
}

/** For what messages wait, and until when. Once the signal aborts, every wait rejects with its reason. */
export class Waits {
  private readonly waits = new Map<string, Wait[]>();

  constructor(readonly signal: AbortSignal) {}

  /** The wait of a message that ends first. */
  of(messageId: string): Wait | undefined {
    return this.waits.get(messageId)?.toSorted((a, b) => a.waitsUntil - b.waitsUntil)[0];
  }

  async wait(messageId: string, waitsFor: string, milliseconds: number): Promise<void> {
    this.signal.throwIfAborted();
    const wait = { waitsFor, waitsUntil: Date.now() + milliseconds };
    this.waits.set(messageId, [...(this.waits.get(messageId) ?? []), wait]);
    try {
      await sleep(milliseconds, undefined, { signal: this.signal });
    } finally {
      const others = (this.waits.get(messageId) ?? []).filter((other) => other !== wait);
      if (others.length > 0) this.waits.set(messageId, others);
      else this.waits.delete(messageId);
    }
  }
}
