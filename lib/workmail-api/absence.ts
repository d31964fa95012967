import type { ErrorMeaning } from './error-meaning';

/**
 * Whether a refused Describe says that what it names is not there. The service model lists no error names for rules and gateways:
 * what a refusal does not say in a name that we know, the list says.
 */
export async function saysAbsent(
  meaning: ErrorMeaning | 'deadline',
  name: string,
  listNames: () => Promise<readonly string[]>,
): Promise<boolean> {
  if (meaning === 'notFound') return true;
  if (meaning !== 'unknown' && meaning !== 'invalidInput') return false;
  return !(await listNames()).includes(name);
}
