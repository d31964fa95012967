import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `10m`, `2h`, `3d` ago, or a time such as 2026-11-25T08:00:00Z: milliseconds since 1970. */
export function parseSince(text: string, now = Date.now()): number {
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  // there is nothing older than 1970, and no time so old that it cannot be told
  if (count !== undefined) return Math.max(0, now - Number(count) * UNITS[unit]!);
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new InvalidArgumentError('It is a while, such as 90s, 10m, 2h or 3d, or a time such as 2026-11-25T08:00:00Z.');
}
