import { CommanderError } from 'commander';
import { EXIT } from './exit';
import { buildProgram } from './program';
import { endQuietlyWhenNobodyReads, printError } from './terminal';

/** Errors with a code and a sentence that says what to do: those of this project. */
function isExplained(error: unknown): error is Error & { code: string } {
  const names = ['CommandError', 'MailFlowError', 'DeploymentError', 'ResourceFailure', 'FunctionError'];
  return error instanceof Error && names.includes(error.name);
}

async function main(): Promise<void> {
  endQuietlyWhenNobodyReads();
  try {
    await buildProgram().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      // commander has told what is wrong, or printed its help
      process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.wrongInput;
    } else if (isExplained(error)) {
      printError(`error ${error.code}: ${error.message}\n`);
      process.exitCode = EXIT.wrongInput;
    } else {
      printError(`a fault of workmail-flow: ${(error as Error)?.stack ?? error}\n`);
      process.exitCode = EXIT.fault;
    }
  }
}

void main();
