import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { DIRECTIONS, type Direction, type Rule } from '../../rules';
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
  /**
   * The sender pattern of the rule that an earlier pause had left in the organization, with another action. If that is
   * what is there when the rule is resumed, the file is what is true.
   * @default there was no such rule
   */
  readonly older?: string;
}

/** Where it is kept if nobody says otherwise: the folder for the state of programs (XDG Base Directory). */
export function defaultFile(organizationId: string, direction: Direction, name: string): string {
  const state = process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state');
  return join(state, 'workmail-flow', organizationId, `${parkedName(direction, name)}.json`);
}

/** Whose document a file keeps. */
export type KeptRule = Pick<KeptPause, 'organizationId' | 'direction'> & { readonly name: string };

/** Writes the file, and flushes it, as a whole or not at all; one that holds anything else is left alone. */
export function keep(file: string, pause: KeptPause): void {
  try {
    const otherContent = findOtherContent(file, pause);
    if (otherContent !== undefined) throw new Error(otherContent);
    mkdirSync(dirname(file), { recursive: true });
    writeWhole(file, `${JSON.stringify(pause, undefined, 2)}\n`);
  } catch (error) {
    throw new AdministrationError(
      'PAUSE_NOT_KEPT',
      `${file} cannot keep the rule’s document: ${(error as Error).message}. Nothing was changed`,
      'Name another file with --state',
    );
  }
}

function writeWhole(file: string, text: string): void {
  const next = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(next, text, { mode: 0o600, flush: true });
    renameSync(next, file);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}

/** What would be lost if the file were written: of another rule it may be all that there is. */
function findOtherContent(file: string, { organizationId, direction, original }: KeptPause): string | undefined {
  const present = statSync(file, { throwIfNoEntry: false });
  if (!present) return undefined;
  if (!present.isFile()) return 'it is no file';
  if (present.size === 0 || readKept(file, { organizationId, direction, name: original.Name })) return undefined;
  const other = read(file);
  if (!other) return 'it is there already, and holds something else';
  return `it keeps that of the ${other.direction.toLowerCase()} rule ${JSON.stringify(other.original.Name)} of ${other.organizationId}`;
}

/** Nothing for a file that is not there, or is about another rule. */
export function readKept(file: string, { organizationId, direction, name }: KeptRule): KeptPause | undefined {
  const kept = read(file);
  const isAbout = kept?.organizationId === organizationId && kept.direction === direction;
  return isAbout && kept.original.Name === name ? kept : undefined;
}

/** Removes the file, unless it is about anything but this rule. */
export function forget(file: string, about: KeptRule): void {
  if (readKept(file, about)) rmSync(file, { force: true });
}

function read(file: string): KeptPause | undefined {
  try {
    const { organizationId, direction, original, paused, ...others } = Object(JSON.parse(readFileSync(file, 'utf8')));
    const isKept = typeof organizationId === 'string' && DIRECTIONS.includes(direction);
    return isKept && typeof original?.Name === 'string' && original.Action && paused?.Action
      ? { organizationId, direction, original, paused, ...others }
      : undefined;
  } catch {
    return undefined;
  }
}
