import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../packages/screening';

export interface LastRelease {
  readonly tag: string;
  /** A commit since then says that it breaks what was promised: the next version is a major one. */
  readonly isBroken: boolean;
}

function git(...words: string[]): string {
  return execFileSync('git', words, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

/** Nothing before the first release, and in a copy without history. */
export function findLastRelease(): LastRelease | undefined {
  let tag: string;
  try {
    tag = git('describe', '--tags', '--abbrev=0', '--match', 'v*');
  } catch {
    return undefined;
  }
  const messages = git('log', '--format=%B', `${tag}..HEAD`);
  return { tag, isBroken: /^\w+(\([^)]*\))?!:|^BREAKING[ -]CHANGE:/m.test(messages) };
}

/** The release's files, with the packages that are installed here. */
export function checkOut({ tag }: LastRelease, folder: string): void {
  git('worktree', 'add', '--detach', folder, tag);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
}

export function removeCheckout(folder: string): void {
  git('worktree', 'remove', '--force', folder);
}

/** Puts today's library into a checkout: what a user gets who upgrades, and changes nothing else. */
export function upgrade(folder: string): void {
  for (const part of ['lib', 'assets', 'package.json']) {
    rmSync(join(folder, part), { recursive: true, force: true });
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  }
}
