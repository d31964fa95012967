import { type PackedLists, packLists } from './packed-lists';

/** Sets of whole numbers from 0, as bits, of which each set keeps only the words from its first to its last number. */
export interface NumberSets {
  /** The place of the first word of each set: its lowest bit is the number 32 times this. */
  readonly firstWords: Int32Array;
  readonly words: PackedLists;
}

const BITS = 32;

/** Sets of numbers, each in ascending order. */
export function packSets(sets: readonly (readonly number[])[]): NumberSets {
  return {
    firstWords: Int32Array.from(sets, (set) => wordOf(set[0] ?? 0)),
    words: packLists(sets.map(toWords)),
  };
}

function toWords(set: readonly number[]): number[] {
  const first = wordOf(set[0] ?? 0);
  const words = new Array<number>(wordOf(set.at(-1) ?? 0) - first + 1).fill(0);
  for (const number of set) words[wordOf(number) - first]! |= 1 << (number % BITS);
  return words;
}

function wordOf(number: number): number {
  return Math.floor(number / BITS);
}

/** The lowest number, from `from` on, that one of the sets and one of the other sets have; -1 if there is none. */
export function lowestCommon(a: NumberSets, indexA: number, b: NumberSets, indexB: number, from = 0): number {
  const startA = a.words.starts[indexA]! - a.firstWords[indexA]!;
  const startB = b.words.starts[indexB]! - b.firstWords[indexB]!;
  const end = Math.min(a.words.starts[indexA + 1]! - startA, b.words.starts[indexB + 1]! - startB);
  const first = wordOf(from);
  for (let word = Math.max(a.firstWords[indexA]!, b.firstWords[indexB]!, first); word < end; word++) {
    let common = a.words.items[startA + word]! & b.words.items[startB + word]!;
    if (word === first) common &= -1 << (from % BITS);
    // A number and its negation have only the lowest bit in common.
    if (common !== 0) return word * BITS + (BITS - 1 - Math.clz32(common & -common));
  }
  return -1;
}

/** The numbers that one of the sets and one of the other sets have, in ascending order. */
export function commonNumbers(a: NumberSets, indexA: number, b: NumberSets, indexB: number): number[] {
  const numbers: number[] = [];
  for (let from = 0; ; from = numbers.at(-1)! + 1) {
    const number = lowestCommon(a, indexA, b, indexB, from);
    if (number < 0) return numbers;
    numbers.push(number);
  }
}
