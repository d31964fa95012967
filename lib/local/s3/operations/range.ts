import { ApiError } from '../../http';

/** The part of an object that a request asks for; both ends are part of it. Nothing if it asks for all. */
export function readRange(header: string | undefined, bytes: number): { first: number; last: number } | undefined {
  const [, start = '', end = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (start === '' && end === '') return undefined;
  const first = start === '' ? Math.max(0, bytes - Number(end)) : Number(start);
  const last = start === '' || end === '' ? bytes - 1 : Math.min(Number(end), bytes - 1);
  if (first <= last) return { first, last };
  throw new ApiError('InvalidRange', 'The requested range is not satisfiable', 416);
}
