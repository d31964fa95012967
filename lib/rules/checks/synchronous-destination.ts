import type { CheckOptions, Report } from './context';

/** Synchronous Run Lambda rules support the `*` destination condition only (administrator guide, "Run Lambda"). */
export function checkSynchronousDestination(
  synchronous: boolean,
  patterns: unknown,
  path: string,
  report: Report,
  options: CheckOptions,
): void {
  if (!synchronous || options.isUnknown?.(patterns) || !Array.isArray(patterns) || patterns.length === 0) return;
  const known = patterns.filter((pattern) => !options.isUnknown?.(pattern));
  if (patterns.length === 1 && (known.length === 0 || known[0] === '*')) return;
  report({
    code: 'synchronousDestination',
    path,
    value: patterns,
    reason: 'synchronous Run Lambda rules support the * destination condition only',
    remedy: 'Use ["*"] and let the function decide by recipient, or make the rule asynchronous',
  });
}
