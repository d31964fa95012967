/** The address as it is compared: letter case does not count (open reading `letterCase`). */
export function comparable(address: string): string {
  return address.trim().toLowerCase();
}

/** WorkMail has no grammar for addresses in its guide: whatever has a domain and no blanks or brackets. */
const ADDRESS = /^[^\s<>,;]+@[^\s<>,;@]+$/;

/** Whether an answer can add it as a recipient. */
export function isAddress(text: string): boolean {
  return ADDRESS.test(text);
}
