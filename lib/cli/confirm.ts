import { ask, isSomebodyHere } from './ask';
import { CommandError, EXIT } from './exit';
import { colors, printError } from './terminal';

/** Asks a person whether to go on. Without one, `--yes` has to have said it. */
export async function confirm(question: string, { yes }: { readonly yes?: boolean }): Promise<boolean> {
  if (yes) return true;
  if (!isSomebodyHere()) {
    throw new CommandError('NOT_CONFIRMED', `${question} Nobody is here to ask`, 'Confirm it with --yes');
  }
  const answer = await ask(`${colors.bold(question)} [y/N] `);
  if (answer !== undefined && /^y(es)?$/i.test(answer)) return true;
  if (answer === undefined) process.exitCode = EXIT.interrupted;
  printError(`${answer === undefined ? '\n' : ''}Nothing was changed.\n`);
  return false;
}
