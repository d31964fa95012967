import { writeFileSync } from 'node:fs';
import { CommandError } from './exit';

/** Writes what a person asked to have in a file. */
export function writeOutput(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const problem = `${file} cannot be written: ${(error as Error).message}`;
    throw new CommandError('NOT_WRITTEN', problem, 'Name another file');
  }
}
