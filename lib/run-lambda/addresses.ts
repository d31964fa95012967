/** The address as it is compared: letter case does not count (open reading `letterCase`). */
export function comparable(address: string): string {
  return address.trim().toLowerCase();
}
