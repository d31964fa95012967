import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CommandError } from '../exit';

/** Where stacks come from: a cloud assembly, or a command that writes one. */
export interface AppSource {
  /** The folder in which a change may be a change of the app. */
  readonly watched: string;
  /** Whether everything in that folder is the app's output. */
  readonly isAssembly: boolean;
  /** Gives the folder of a cloud assembly. */
  synthesize(): Promise<string>;
  /** Deletes what was written for it. */
  dispose(): void;
}

/** As the CDK's own command takes `--app`: a folder is a cloud assembly, anything else is a command. */
export function openApp(app: string, surroundings: Readonly<Record<string, string>>): AppSource {
  if (existsSync(app) && statSync(app).isDirectory()) {
    return { watched: resolve(app), isAssembly: true, synthesize: async () => app, dispose: () => undefined };
  }
  const output = mkdtempSync(join(tmpdir(), 'cdk.out-'));
  return {
    watched: process.cwd(),
    isAssembly: false,
    synthesize: () => runApp(app, output, surroundings),
    dispose: () => rmSync(output, { recursive: true, force: true }),
  };
}

/** Runs the app as the CDK's command does: by a shell, with the folder to write to and the context in the environment. */
async function runApp(
  command: string,
  output: string,
  surroundings: Readonly<Record<string, string>>,
): Promise<string> {
  const started = Date.now();
  const environment = { ...process.env, ...surroundings, CDK_OUTDIR: output, CDK_CONTEXT_JSON: context() };
  // What the app prints is in nobody's way on standard error.
  const child = spawn(command, { shell: true, stdio: ['ignore', 2, 2], env: environment });
  const [status, signal] = await once(child, 'exit');
  if (status !== 0) {
    throw new CommandError(
      'APP_FAILED',
      `--app ${JSON.stringify(command)} is no folder, and as a command it ended with ${signal ?? `exit code ${status}`}`,
      'Name a cloud assembly, the folder that `cdk synth` writes, or the command of cdk.json, such as "npx tsx app.ts"',
    );
  }
  // `cdk synth` gives the app a folder of its own choice.
  const written = [output, 'cdk.out'].find((folder) => isWritten(join(folder, 'manifest.json'), started));
  if (written !== undefined) return written;
  throw new CommandError(
    'APP_WROTE_NOTHING',
    `--app ${JSON.stringify(command)} wrote no cloud assembly, neither where CDK_OUTDIR says nor to cdk.out`,
    'End the app with app.synth(), and leave `outdir` out',
  );
}

function isWritten(file: string, since: number): boolean {
  // Times on disk are a little coarser.
  return existsSync(file) && statSync(file).mtimeMs >= since - 50;
}

function context(): string {
  const { context: ofApp = {} } = readJson('cdk.json') as { context?: object };
  return JSON.stringify({ ...ofApp, ...readJson('cdk.context.json') });
}

function readJson(file: string): object {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}
