/**
 * Installs MiniStack, an emulator of AWS with a CloudFormation of its own (in Python, MIT), for this folder's test: into
 * node_modules/.cache, where `npm ci` removes it. Where that is not possible it says why, and the test skips itself.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { CACHED_FOLDER, MINISTACK_VERSION, miniStackCommand } from './ministack';

function run(command: string, parameters: readonly string[]): string | undefined {
  const { status, error, stderr } = spawnSync(command, parameters, { encoding: 'utf8' });
  if (status === 0) return undefined;
  return `${command} ${parameters.slice(0, 3).join(' ')}: ${error?.message ?? stderr.trim().split('\n').at(-1)}`;
}

function install(): string | undefined {
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `ministack==${MINISTACK_VERSION}`];
  const failure = run('python3', ['-m', 'venv', CACHED_FOLDER]) ?? run(miniStackCommand().file, pip);
  if (failure) rmSync(CACHED_FOLDER, { recursive: true, force: true });
  return failure;
}

if (!existsSync(miniStackCommand().file)) {
  const failure = install();
  if (failure) console.log(`MiniStack could not be installed: ${failure}`);
}
