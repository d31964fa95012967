import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type AccountState, emptyAccount } from './account/account-state';
import { DeploymentError } from './errors';
import type { StackState } from './state';

/** Everything that the next process has to know. */
export interface LocalState {
  readonly account: AccountState;
  /** By id; also the latest that were deleted. */
  readonly stacks: Record<string, StackState>;
}

/** Changes come in bursts; one write serves all of this many milliseconds. */
const BURST_MILLISECONDS = 10;

/** Keeps the state in memory, and in a folder if there is one: each write is whole or does not happen. */
export class StateStore {
  private isDirty = false;
  private isClosed = false;
  private writing?: Promise<void>;

  private constructor(
    readonly state: LocalState,
    private readonly file: string | undefined,
  ) {}

  static async open(folder: string | undefined): Promise<StateStore> {
    if (!folder) return new StateStore({ account: emptyAccount(), stacks: {} }, undefined);
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'cloudformation.json');
    const text = await readFile(file, 'utf8').catch((error) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    return new StateStore(text === undefined ? { account: emptyAccount(), stacks: {} } : parse(file, text), file);
  }

  save(): void {
    if (!this.file || this.isClosed) return;
    this.isDirty = true;
    this.writing ??= this.write(this.file);
  }

  async flush(): Promise<void> {
    await this.writing;
  }

  /** What happens later is not kept. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.flush();
  }

  private async write(file: string): Promise<void> {
    while (this.isDirty) {
      await pause(BURST_MILLISECONDS);
      this.isDirty = false;
      const text = JSON.stringify({ version: 1, ...this.state });
      // it holds secrets, and the variables of functions, which may be secret
      await writeFile(`${file}.new`, text, { mode: 0o600 });
      await rename(`${file}.new`, file);
    }
    this.writing = undefined;
  }
}

function parse(file: string, text: string): LocalState {
  try {
    const { version, ...state } = JSON.parse(text);
    // An earlier release knew less of an account.
    if (version === 1) return { ...state, account: { ...emptyAccount(), ...state.account } };
    throw new Error(`it has version ${version}, and only 1 is known`);
  } catch (error) {
    throw new DeploymentError(
      'ASSEMBLY_UNREADABLE',
      `The state in ${file} cannot be read: ${(error as Error).message}. Remove the file to begin anew.`,
    );
  }
}
