import { execFile } from 'node:child_process';

export interface CommandOutcome {
  readonly code: number | string;
  readonly output: string;
}

const ENVIRONMENT = {
  CDK_VALIDATION: 'false',
  JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

/** Runs a program; its outcome, whatever it was. */
export function run(
  folder: string,
  file: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CommandOutcome> {
  const env = { ...process.env, ...ENVIRONMENT, ...environment };
  return new Promise((resolve) => {
    execFile(file, parameters, { cwd: folder, env, maxBuffer: 2 ** 28 }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? error.signal ?? 1) : 0, output: stdout + stderr }),
    );
  });
}

/** Runs a program that must succeed; what it printed. */
export async function succeed(...call: Parameters<typeof run>): Promise<string> {
  const { code, output } = await run(...call);
  if (code !== 0) throw new Error(`${[call[1], ...call[2]].join(' ')} ended with ${code}:\n${output.slice(-4000)}`);
  return output;
}
