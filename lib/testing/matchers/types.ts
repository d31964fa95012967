import type { FunctionReference } from '../stand-in';

/** What `expect.extend(mailFlowMatchers)` adds. All but the last take what a message came to, once it was awaited. */
export interface MailFlowMatchers<R = void> {
  /** Delivered to the inbox, sent, or added as a blind copy that is not junk. */
  toReach(recipient: string): R;
  /** Delivered to the junk folder. */
  toReachJunkOf(recipient: string): R;
  toBeDroppedFor(recipient: string): R;
  /** Bounced; with that text, if one is given. */
  toBounceFor(recipient: string, text?: string | RegExp): R;
  /** Routed through an SMTP gateway; for all recipients, or for one. */
  toBeRoutedThrough(gateway: string, recipient?: string): R;
  /** Added by the answer of a function, as a blind copy. */
  toBeCopiedTo(recipient: string): R;
  /** Decided by the rule of that name; for all recipients, or for one. */
  toBeDecidedBy(rule: string, recipient?: string): R;
  /** No rule matches; for all recipients, or for one. */
  toBeDecidedByNoRule(recipient?: string): R;
  /** The fallback action of a synchronous rule decided: for all recipients, or for one. */
  toFallBack(recipient?: string): R;
  /** A rule called the function: a construct, its ARN, its name, or its logical id. */
  toCall(reference: FunctionReference): R;
}

// Jest with @types/jest, and Vitest, which looks there too
declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: every declaration of an interface has the same type parameters
    interface Matchers<R, T = {}> extends MailFlowMatchers<R> {}
  }
}

// Jest with @jest/globals. Whoever has no such module must not meet an error in the declaration file.
// biome-ignore lint/suspicious/noTsIgnore: with the module installed there is no error to expect
/** @ts-ignore */
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends MailFlowMatchers<R> {}
}
