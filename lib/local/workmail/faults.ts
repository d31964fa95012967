import { LocalError } from '../local-error';

/** What can be made to go wrong, so that a caller can be tested against it. */
export type Fault = FaultScope & FaultKind;

type FaultKind =
  /** Answers that go without a look at the request. */
  | { readonly kind: 'throttle' | 'internalFailure' }
  /** A refusal under any name: rights that arrive late, an operation that WorkMail does not offer. */
  | { readonly kind: 'refuse'; readonly name: string; readonly message?: string }
  /** The connection ends without an answer: before anything is done, or after it is. */
  | { readonly kind: 'cutBeforeWrite' | 'cutAfterWrite' }
  /** The request waits first. */
  | { readonly kind: 'delay'; readonly milliseconds: number };

interface FaultScope {
  /** Which operations it strikes: one name, or all names that match; without it, all. */
  readonly operation?: string | RegExp;
  /** How often it strikes; without it, until it is cleared. */
  readonly times?: number;
  /** How likely it strikes, from 0 to 1; needs `random`. */
  readonly probability?: number;
  /** From 0 up to 1, as Math.random; seeded, so that what a test found can be repeated. */
  readonly random?: () => number;
}

/** The faults of a local WorkMail. */
export class Faults {
  private active: { fault: Fault; left: number }[] = [];

  /** Returns what removes it again. */
  add(fault: Fault): () => void {
    if (fault.probability !== undefined && !fault.random) {
      throw new LocalError(
        'FAULT_NOT_REPEATABLE',
        'A fault with a probability has no random, so its run could not be repeated. Give it random: () => number, seeded.',
      );
    }
    const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
    this.active.push(entry);
    return () => {
      this.active = this.active.filter((other) => other !== entry);
    };
  }

  /** Removes all faults. */
  clear(): void {
    this.active = [];
  }

  /** The faults that strike this request: every delay, and the first that does more than wait. */
  strike(operation: string): Fault[] {
    const struck: Fault[] = [];
    for (const entry of this.active) {
      const decided = entry.fault.kind !== 'delay' && struck.some(({ kind }) => kind !== 'delay');
      if (entry.left <= 0 || decided || !isStruck(entry.fault, operation)) continue;
      entry.left--;
      struck.push(entry.fault);
    }
    this.active = this.active.filter(({ left }) => left > 0);
    return struck;
  }
}

function isStruck({ operation: scope, probability = 1, random = () => 0 }: Fault, operation: string): boolean {
  // search and not test: a RegExp with the flag g would remember where it stopped
  const concerned =
    scope === undefined || (typeof scope === 'string' ? scope === operation : operation.search(scope) >= 0);
  return concerned && random() < probability;
}
