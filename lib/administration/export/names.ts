import { hash } from 'node:crypto';

/** Names in code for what has another name in WorkMail: readable, and no two the same. */
export class Names {
  private readonly taken = new Set<string>();

  constructor(reserved: readonly string[]) {
    for (const name of reserved) this.taken.add(name.toLowerCase());
  }

  /**
   * What the name begins with and, in order to tell it from others, as little of the key's hash as possible: not a
   * number, so that what comes later changes no name that is there.
   */
  take(wanted: string, key: string): string {
    const digest = hash('sha256', key);
    for (let length = 0; ; length += 4) {
      const name = wanted + digest.slice(0, length);
      if (this.taken.has(name.toLowerCase())) continue;
      this.taken.add(name.toLowerCase());
      return name;
    }
  }
}

/** Longest part of a name that comes from WorkMail. */
const MOST_READABLE = 48;

/** The words of a name, in Latin letters and digits: `from-the-shell` has three. */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '');
  const parted = plain.replace(/([a-z0-9])([A-Z])/g, '$1 $2');
  return parted
    .slice(0, MOST_READABLE)
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
}

/** `FromTheShell` */
export function pascal(words: readonly string[]): string {
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase()).join('');
}

/** `fromTheShell` */
export function camel(words: readonly string[]): string {
  const name = pascal(words);
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

/** `from_the_shell` */
export function snake(words: readonly string[]): string {
  return words.map((word) => word.toLowerCase()).join('_');
}
