import { isDeepStrictEqual } from 'node:util';

/** Ends the demo if something came out otherwise than it should. */
export function expectEqual(what: string, actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return;
  const show = (value: unknown) => JSON.stringify(value, undefined, 2);
  throw new Error(`The demo failed: ${what} should be\n${show(expected)}\nand is\n${show(actual)}`);
}
