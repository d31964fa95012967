import type { LocalAccount, StackReport } from '../../local';
import { colors, harmless, printError } from '../terminal';

/** Deploys an app and tells on standard error what became of its stacks. */
export async function deploy(
  account: LocalAccount,
  assembly: string,
  { stacks, isVerbose }: { readonly stacks?: readonly string[]; readonly isVerbose: boolean },
): Promise<boolean> {
  const report = await account.deploy(assembly, { stacks });
  for (const stack of report.stacks) printError(`${stackLines(stack, isVerbose).join('\n')}\n`);
  return report.succeeded;
}

function stackLines({ name, outcome, changes, milliseconds, reason }: StackReport, isVerbose: boolean): string[] {
  const seconds = (milliseconds / 1000).toFixed(1);
  const why = outcome === 'failed' && reason ? `, ${reason}` : '';
  const lines = changes.flatMap(({ logicalId, type, operation, failure }) => {
    if (failure) return [`  ${logicalId}: ${harmless(failure)}`];
    return isVerbose ? [colors.dim(`  ${operation.toLowerCase()} ${logicalId} (${type})`)] : [];
  });
  return [`${name}: ${outcome}${why} (${changes.length} resources, ${seconds} s)`, ...lines];
}
