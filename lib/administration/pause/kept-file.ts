import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Direction, Rule } from '../../rules';
import { AdministrationError } from '../error';
import { parkedName } from './parked-rule';

/** A paused rule on this machine: what is there if the rule that keeps its action cannot be made, or is gone. */
export interface KeptPause {
  readonly organizationId: string;
  readonly direction: Direction;
  /** Before. */
  readonly original: Rule;
  /** While it is paused. */
  readonly paused: Rule;
}

/** Where it is kept if nobody says otherwise: the folder for the state of programs (XDG Base Directory). */
export function defaultFile(organizationId: string, direction: Direction, name: string): string {
  const state = process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state');
  return join(state, 'workmail-flow', organizationId, `${parkedName(direction, name)}.json`);
}

export function keep(file: string, pause: KeptPause): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(pause, undefined, 2)}\n`, { mode: 0o600, flush: true });
  } catch (error) {
    throw new AdministrationError(
      'PAUSE_NOT_KEPT',
      `${file} cannot be written: ${(error as Error).message}. Nothing was changed`,
      'Name another file with --state',
    );
  }
}

/** Nothing for a file that is not there, or is about another rule. */
export function readKept(file: string, about: Omit<KeptPause, 'original' | 'paused'> & { name: string }) {
  let kept: Partial<KeptPause>;
  try {
    kept = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
  const { organizationId, direction, original, paused } = Object(kept) as Partial<KeptPause>;
  const isAbout = organizationId === about.organizationId && direction === about.direction;
  return isAbout && original?.Name === about.name && original.Action && paused?.Action
    ? (kept as KeptPause)
    : undefined;
}

export function forget(file: string): void {
  rmSync(file, { force: true });
}
