import { ask, isSomebodyHere } from './ask';
import { CommandError } from './exit';
import { colors, printError } from './terminal';

/** Asks a person whether to go on. Without one, `--yes` has to have said it. */
export async function confirm(question: string, { yes }: { readonly yes?: boolean }): Promise<boolean> {
  if (yes) return true;
  if (!isSomebodyHere()) {
    throw new CommandError('NOT_CONFIRMED', `${question} Nobody is here to ask`, 'Confirm it with --yes');
  }
  if (/^y(es)?$/i.test(await ask(`${colors.bold(question)} [y/N] `))) return true;
  printError('Nothing was changed.\n');
  return false;
}
