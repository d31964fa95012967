import { types } from 'node:util';

/**
 * Jest runs tests in a sandbox with an Error of its own, and the errors of Node's modules come from outside it: the SDK's
 * `instanceof Error` does not know an ECONNRESET there, so it neither retries it nor hands it on. In production there is
 * one Error only. Importing this file makes it so in a test.
 */
const inherits = Function.prototype[Symbol.hasInstance];

Object.defineProperty(Error, Symbol.hasInstance, {
  configurable: true,
  value(this: unknown, value: unknown): boolean {
    return inherits.call(this as never, value) || (this === Error && types.isNativeError(value));
  },
});
