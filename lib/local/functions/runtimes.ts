import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { bootstrapPath } from './bootstrap-path';
import { FunctionError } from './errors';

/** How to start a process for a runtime. */
export interface RuntimeCommand {
  readonly executable: string;
  readonly arguments: readonly string[];
  /** What a person should know: the version that runs is not the one that was asked for. */
  readonly notice?: string;
}

interface Interpreter {
  readonly executable: string;
  /** `20.20.2`, `3.11.7` */
  readonly version: string;
}

/** Finds an interpreter for a runtime such as `nodejs22.x` or `python3.13`: that version, else the nearest one. */
export async function findRuntime(runtime: string, memoryMegabytes: number): Promise<RuntimeCommand> {
  const node = /^nodejs(\d+)\.x$/.exec(runtime);
  if (node?.[1]) {
    const interpreter = await findNode(node[1]);
    // Lambda's own start gives the heap most of the memory, so that a leak ends in a crash
    const heap = `--max-old-space-size=${Math.floor(memoryMegabytes * 0.9)}`;
    return {
      executable: interpreter.executable,
      arguments: [heap, bootstrapPath('bootstrap.cjs')],
      notice: difference(runtime, 'Node.js', node[1], interpreter),
    };
  }
  const python = /^python(3\.\d+)$/.exec(runtime);
  if (python?.[1]) {
    const interpreter = await findPython(python[1]);
    return {
      executable: interpreter.executable,
      // -s: the packages of this machine's user are not part of the function
      // -u: what a function prints arrives before its answer
      arguments: ['-s', '-u', bootstrapPath('bootstrap.py')],
      notice: difference(runtime, 'Python', python[1], interpreter),
    };
  }
  throw new FunctionError(
    'RUNTIME_UNKNOWN',
    `The runtime '${runtime}' does not run on this machine. Use nodejs20.x, nodejs22.x, nodejs24.x or python3.x.`,
  );
}

function difference(runtime: string, language: string, wanted: string, found: Interpreter): string | undefined {
  if (`${found.version}.`.startsWith(`${wanted}.`)) return undefined;
  return `${runtime} is not installed on this machine: its functions run on ${language} ${found.version}.`;
}

async function findNode(major: string): Promise<Interpreter> {
  const own = { executable: process.execPath, version: process.versions.node };
  if (own.version.startsWith(`${major}.`)) return own;
  const script = 'console.log(process.versions.node + "\\n" + process.execPath)';
  for (const name of [`node${major}`, `node-${major}`, `nodejs${major}`]) {
    const found = await ask(name, ['-e', script]);
    if (found?.version.startsWith(`${major}.`)) return found;
  }
  return own;
}

async function findPython(version: string): Promise<Interpreter> {
  const script = 'import sys; print(sys.version.split()[0]); print(sys.executable)';
  for (const name of [`python${version}`, 'python3']) {
    // its own name for itself, because a version manager's wrapper would cost time at each start
    const found = await ask(name, ['-c', script]);
    if (found) return found;
  }
  throw new FunctionError(
    'RUNTIME_NOT_INSTALLED',
    `The runtime 'python${version}' needs python3, which is not on the PATH of this machine. Install it.`,
  );
}

const answers = new Map<string, Promise<Interpreter | undefined>>();

/** Asks an interpreter for its version and its path, once per name; undefined if it is not there or does not work. */
function ask(name: string, commandLine: readonly string[]): Promise<Interpreter | undefined> {
  const known = answers.get(name);
  if (known) return known;
  const answer = promisify(execFile)(name, commandLine).then(
    ({ stdout }) => {
      const [version, executable] = stdout.trim().split('\n');
      return version && executable ? { version, executable } : undefined;
    },
    () => undefined,
  );
  answers.set(name, answer);
  return answer;
}
