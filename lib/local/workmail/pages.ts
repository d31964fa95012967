import { ServiceError } from './service-error';
import type { Structure } from './shapes';

/** The members that every list takes. */
export const PAGE: Structure = { NextToken: 'string', MaxResults: 'integer' };

export interface PageInput {
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

/** The most that one page holds, and what it holds unless asked for less: as the service's public lists have it. */
const MOST_RESULTS = 100;

/**
 * One page of a list, in the order of its keys. A token names the last key of the page before, so what comes and goes
 * between two requests makes no other item appear twice or get lost.
 */
export function page<Item>(
  list: string,
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { NextToken, MaxResults = MOST_RESULTS }: PageInput,
): { items: Item[]; NextToken?: string } {
  if (MaxResults < 1 || MaxResults > MOST_RESULTS) {
    throw new ServiceError('invalidInput', `MaxResults is ${MaxResults}, and must be from 1 to ${MOST_RESULTS}.`);
  }
  const after = NextToken === undefined ? undefined : readToken(list, NextToken);
  const sorted = [...items].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const rest = after === undefined ? sorted : sorted.filter((item) => keyOf(item) > after);
  const taken = rest.slice(0, MaxResults);
  const last = taken.at(-1);
  return taken.length < rest.length && last !== undefined
    ? { items: taken, NextToken: Buffer.from(`${list}/${keyOf(last)}`).toString('base64url') }
    : { items: taken };
}

function readToken(list: string, token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (text.startsWith(`${list}/`)) return text.slice(list.length + 1);
  throw new ServiceError('invalidInput', 'NextToken is none that this list gave out. List again from the start.');
}
