import { createHash } from 'node:crypto';

/** Bytes: a file system takes names of 255, and an `@` and a host name want to stand there too. */
const LONGEST_NAME = 200;

/**
 * The name of a folder for an address, or for the name of a gateway: readable where it is an ordinary one, and one
 * harmless name whatever it is. Letter case does not count (open reading `letterCase`).
 */
export function folderName(text: string): string {
  const name = text
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9@._+=-]/gu, percentEncoded)
    .replace(/^\./, percentEncoded);
  if (name.length <= LONGEST_NAME) return name === '' ? '%' : name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return `${name.slice(0, LONGEST_NAME)}-${hash}`;
}

function percentEncoded(character: string): string {
  return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
