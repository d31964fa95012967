import { CommanderError } from 'commander';
import { withLink } from '../rules';
import type { MailFlowError } from '../testing';
import { EXIT } from './exit';
import { printError } from './terminal';

/** What to type where a test would have to be written differently. */
const REMEDIES: Readonly<Record<string, string>> = {
  NO_RULES: 'Name another cloud assembly with --app <folder>, or other stacks with --stack <name>',
  SEVERAL_ORGANIZATIONS:
    'Name one with --organization <id> (its alias, if that is what is listed), or the stacks that have the rules of one with --stack <name>',
  FUNCTION_NOT_HERE: 'Say what it answers: --stand-in <function>=DEFAULT, or --stand-in DEFAULT for all functions',
  FUNCTION_CANNOT_RUN: 'Say what it answers: --stand-in <function>=DEFAULT, or --stand-in DEFAULT for all functions',
  FUNCTION_NEEDS_SERVICE:
    'Name what answers in its place with --endpoint <service>=<url>, or say what the function answers: --stand-in <function>=DEFAULT',
};

/** Errors with a code and a sentence that says what to do: by their names, for rooms may be bundles with classes of their own. */
const EXPLAINED = [
  'CommandError',
  'AdministrationError',
  'MailFlowError',
  'DeploymentError',
  'ResourceFailure',
  'FunctionError',
  'LocalError',
  'StateFileError',
];

export function isExplained(error: unknown): error is Error {
  return error instanceof Error && EXPLAINED.includes(error.name);
}

/** Tells what went wrong, and says so by the exit code. */
export function reportError(error: unknown): void {
  if (error instanceof CommanderError) {
    // commander has told what is wrong, or printed its help
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.wrongInput;
  } else if (isExplained(error)) {
    const { code = error.name } = error as { code?: string };
    printError(`error ${code}: ${messageOf(error)}\n`);
    process.exitCode = EXIT.wrongInput;
  } else {
    printError(`a fault of workmail-flow: ${(error as Error)?.stack ?? error}\n`);
    process.exitCode = EXIT.fault;
  }
}

function messageOf(error: Error): string {
  if (error.name !== 'MailFlowError') return error.message;
  const { code, problem } = error as MailFlowError;
  const remedy = REMEDIES[code];
  return remedy ? withLink(`${problem}. ${remedy}.`, code) : error.message;
}
