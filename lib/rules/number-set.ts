/** A set of whole numbers from 0: bits, of which only the words from the first to the last number are kept. */
export interface NumberSet {
  /** The place of the first word: its lowest bit is the number 32 times this. */
  readonly start: number;
  readonly words: readonly number[];
}

const BITS = 32;

/** The set of some numbers, at least one, in ascending order. */
export function numberSet(ascending: readonly number[]): NumberSet {
  const start = Math.floor(ascending[0]! / BITS);
  const words = new Array<number>(Math.floor(ascending.at(-1)! / BITS) - start + 1).fill(0);
  for (const number of ascending) words[Math.floor(number / BITS) - start]! |= 1 << (number % BITS);
  return { start, words };
}

/** The lowest number that both sets have, from `from` on; -1 if there is none. */
export function lowestCommon(a: NumberSet, b: NumberSet, from = 0): number {
  const end = Math.min(a.start + a.words.length, b.start + b.words.length);
  const first = Math.floor(from / BITS);
  for (let word = Math.max(a.start, b.start, first); word < end; word++) {
    let common = a.words[word - a.start]! & b.words[word - b.start]!;
    if (word === first) common &= -1 << (from % BITS);
    // A number and its negation have only the lowest bit in common.
    if (common !== 0) return word * BITS + (BITS - 1 - Math.clz32(common & -common));
  }
  return -1;
}

/** The numbers that both sets have, in ascending order. */
export function commonNumbers(a: NumberSet, b: NumberSet): number[] {
  const numbers: number[] = [];
  for (let number = lowestCommon(a, b); number >= 0; number = lowestCommon(a, b, number + 1)) numbers.push(number);
  return numbers;
}
