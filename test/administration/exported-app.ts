import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(__dirname, '../..');

/** What runs a TypeScript app in one file. */
export const TYPESCRIPT: readonly string[] = [process.execPath, '--import', 'tsx'];

/** Runs an app in one file, as its head says, to a cloud assembly. */
export async function synthesizeFile(interpreter: readonly string[], file: string, assembly: string): Promise<string> {
  const [program = '', ...args] = interpreter;
  await run(program, [...args, file], {
    cwd: ROOT,
    env: {
      ...process.env,
      CDK_OUTDIR: assembly,
      CDK_VALIDATION: 'false',
      NODE_PATH: join(ROOT, 'node_modules'),
      TSX_TSCONFIG_PATH: join(ROOT, 'examples/tsconfig.json'),
    },
  });
  return assembly;
}
