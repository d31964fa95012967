import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where a bootstrap file is: beside this module (in the sources, and where it is bundled and the files were copied
 * with it), else in the sources, seen from the compiled output.
 */
export function bootstrapPath(name: string): string {
  const beside = join(__dirname, name);
  return existsSync(beside) ? beside : join(__dirname, '..', '..', '..', 'lib', 'local', 'functions', name);
}
