import type { StackPreview } from '../local/cloudformation';
import { MailFlowError } from './errors';

/** Stacks by name or id; all if none is named. */
export function selectStacks(all: readonly StackPreview[], wanted: readonly string[] | undefined): StackPreview[] {
  if (!wanted) return [...all];
  return wanted.flatMap((name) => {
    const found = all.filter(({ artifact }) => artifact.stackName === name || artifact.id === name);
    if (found.length > 0) return found;
    const names = all.map(({ artifact }) => artifact.id).join(', ');
    throw new MailFlowError('STACK_UNKNOWN', `There is no stack ${name}`, `There is: ${names || 'none'}`);
  });
}
