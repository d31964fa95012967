import type { Command } from 'commander';
import { CommandError } from './exit';

/** No option has a meaning without a value: `--region "$REGION"` of a variable that is not set shall not pass for none. */
export function refuseEmptyOptions(command: Command): void {
  const empty = command.options.find((option) => [command.getOptionValue(option.attributeName())].flat().includes(''));
  if (!empty) return;
  const { long: option } = empty;
  throw new CommandError(
    'OPTION_EMPTY',
    `${option} has no value: an empty text was given`,
    'Give it one, or leave the option out; a variable of the shell may not be set',
  );
}
