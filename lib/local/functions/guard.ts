import { type ChildProcess, spawn } from 'node:child_process';

/** Remembers the last list of process groups that it was told, and kills them when its input ends. */
const SCRIPT =
  'groups=; while read -r line; do groups=$line; done; for group in $groups; do kill -s KILL -- "-$group"; done';

/**
 * Kills the functions' processes when this process is gone, however it went: a function that computes without end
 * notices nothing by itself.
 */
export class Guard {
  private readonly watched = new Set<number>();
  private shell?: ChildProcess;

  watch(processId: number): void {
    this.watched.add(processId);
    this.report();
  }

  release(processId: number): void {
    this.watched.delete(processId);
    this.report();
  }

  stop(): void {
    this.watched.clear();
    this.report();
    this.shell?.stdin?.end();
    this.shell = undefined;
  }

  private report(): void {
    if (!this.shell) {
      if (this.watched.size === 0) return;
      // detached: Ctrl-C in the terminal must not end it before its work
      this.shell = spawn('sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
      this.shell.unref();
      this.shell.on('error', () => undefined);
      this.shell.stdin?.on('error', () => undefined);
    }
    this.shell.stdin?.write(`${[...this.watched].join(' ')}\n`);
  }
}
