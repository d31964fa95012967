import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

/** Tests of what Python functions do need what Lambda's runtime has: the machine may not have it. */
export function hasPythonModule(name: string): boolean {
  return spawnSync('python3', ['-s', '-c', `import ${name}`], { stdio: 'ignore' }).status === 0;
}

const hasBoto3 = hasPythonModule('boto3');

/** A test that is skipped, and says so, where boto3 is not installed. */
export const testWithBoto3 = hasBoto3 ? test : test.skip;
export const boto3Reason = hasBoto3 ? '' : ' (install boto3 for python3)';

/** Runs a script with clients that talk to local services; gives what it prints as JSON. */
export async function runPython(script: string, environment: Record<string, string>): Promise<unknown> {
  const { stdout } = await promisify(execFile)('python3', ['-s', '-c', script], {
    env: { PATH: process.env.PATH, AWS_MAX_ATTEMPTS: '1', ...environment },
  });
  return JSON.parse(stdout);
}
