/**
 * The name under which Windows stores a file: it drops dots and blanks at the end, so what hides an extension behind
 * them hides it from nobody.
 */
export function storedFileName(name: string): string {
  let end = name.length;
  while (end > 0 && /[.\s]/.test(name[end - 1]!)) end--;
  return name.slice(0, end);
}
