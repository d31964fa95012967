import type { ErrorMeaning } from './error-meaning';

/**
 * Whether a refused Describe says that the rule is not there. The service model lists no error names for the operations:
 * what a refusal does not say in a name that we know, the list says.
 */
export async function saysAbsent(
  meaning: ErrorMeaning | 'deadline',
  ruleName: string,
  listNames: () => Promise<readonly string[]>,
): Promise<boolean> {
  if (meaning === 'notFound') return true;
  if (meaning !== 'unknown' && meaning !== 'invalidInput') return false;
  return !(await listNames()).includes(ruleName);
}
