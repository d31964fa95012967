import type { Guard } from './guard';
import { RuntimeProcess } from './runtime-process';
import type { RuntimeCommand } from './runtimes';

/**
 * Starts processes, and for each kind that was asked for keeps one more that has started but belongs to no function
 * yet. A process is given to one function only, once.
 */
export class SpareProcesses {
  private readonly spares = new Map<string, RuntimeProcess>();
  private stopped = false;

  constructor(private readonly guard: Guard) {}

  take(command: RuntimeCommand, environment: Readonly<Record<string, string>>): RuntimeProcess {
    const kind = JSON.stringify([command.executable, command.arguments, environment]);
    const start = () => new RuntimeProcess(command, environment, this.guard);
    const process = this.spares.get(kind) ?? start();
    this.spares.delete(kind);
    // later, so that the process that is needed now has the machine to itself
    setTimeout(() => {
      if (!this.stopped && !this.spares.has(kind)) this.keep(kind, start());
    }, START_SPARE_AFTER_MILLISECONDS).unref();
    return process;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all([...this.spares.values()].map((process) => process.kill()));
  }

  private keep(kind: string, process: RuntimeProcess): void {
    this.spares.set(kind, process);
    process.ended.then(() => {
      if (this.spares.get(kind) === process) this.spares.delete(kind);
    });
  }
}

const START_SPARE_AFTER_MILLISECONDS = 50;
