import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { MiniStack } from './ministack';

export interface CommandOutcome {
  readonly succeeded: boolean;
  readonly output: string;
}

const SCRIPT = join(__dirname, '..', '..', 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** Runs the CDK's own command line against MiniStack. */
export function cdk(
  stack: MiniStack,
  folder: string,
  command: string,
  ...parameters: string[]
): Promise<CommandOutcome> {
  const quiet = ['--no-notices', '--no-version-reporting'];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [SCRIPT, command, ...parameters, ...quiet],
      {
        cwd: folder,
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          CI: 'true',
          NO_COLOR: '1',
          CDK_DISABLE_CLI_TELEMETRY: 'true',
          AWS_EC2_METADATA_DISABLED: 'true',
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
          AWS_REGION: stack.region,
          AWS_ENDPOINT_URL: stack.endpoint,
          AWS_ENDPOINT_URL_S3: stack.endpoint,
          ...stack.credentials,
        },
      },
      (error, stdout, stderr) => resolve({ succeeded: !error, output: stdout + stderr }),
    );
  });
}
