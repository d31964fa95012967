import type { ExecutionEnvironment } from './execution-environment';
import { type Call, failure, type Invocation } from './invocation';

export interface PoolLimits {
  /** How many calls of one function run at a time; further ones wait. Default: 10. */
  readonly maximumProcesses?: number;
  /** How long a process without calls is kept. Default: one minute. */
  readonly idleMilliseconds?: number;
  /**
   * How long a call waits for a process that is busy before another one is started; while all are starting, it waits for
   * them. Lambda does not wait; here starting one costs more than most calls. Default: 100.
   */
  readonly patienceMilliseconds?: number;
}

interface WaitingCall {
  readonly call: Call;
  readonly resolve: (invocation: Invocation) => void;
}

/** The execution environments of one function. */
export class Pool {
  private readonly environments = new Set<ExecutionEnvironment>();
  private readonly idle = new Map<ExecutionEnvironment, NodeJS.Timeout>();
  private readonly waiting: WaitingCall[] = [];
  private loading = 0;
  private retired = false;

  constructor(
    private readonly makeEnvironment: () => ExecutionEnvironment,
    private readonly limits: Required<PoolLimits>,
  ) {}

  invoke(call: Call): Promise<Invocation> {
    return new Promise((resolve) => {
      const waiting = { call, resolve };
      this.waiting.push(waiting);
      if (this.serveFromIdle()) return;
      if (this.environments.size === 0) this.grow();
      else this.growIfStillWaiting(waiting);
    });
  }

  /** Lets the calls that have begun end, and takes the environments away. */
  async retire(): Promise<void> {
    this.retired = true;
    await Promise.all([...this.idle.keys()].map((environment) => this.discard(environment)));
  }

  /** Ends everything now; also what waits. */
  async stop(): Promise<void> {
    this.retired = true;
    for (const { resolve } of this.waiting.splice(0))
      resolve(failure('Runtime.ExitError', 'The runner was stopped', 0));
    await Promise.all([...this.environments].map((environment) => this.discard(environment)));
  }

  get isEmpty(): boolean {
    return this.environments.size === 0;
  }

  private serveFromIdle(): boolean {
    const [environment] = this.idle.keys();
    if (!environment) return false;
    clearTimeout(this.idle.get(environment));
    this.idle.delete(environment);
    void this.serve(environment);
    return true;
  }

  private growIfStillWaiting(call: WaitingCall): void {
    setTimeout(() => {
      if (!this.waiting.includes(call)) return;
      if (this.loading === this.environments.size) this.growIfStillWaiting(call);
      else this.grow();
    }, this.limits.patienceMilliseconds);
  }

  private grow(): void {
    if (this.environments.size >= this.limits.maximumProcesses) return;
    const environment = this.makeEnvironment();
    this.environments.add(environment);
    void this.serve(environment);
  }

  /** Runs what waits, one call after the other, then rests. */
  private async serve(environment: ExecutionEnvironment): Promise<void> {
    // loaded first: what waits may be served elsewhere meanwhile
    this.loading++;
    const trouble = await environment.load();
    this.loading--;
    let next = this.waiting.shift();
    if (trouble) {
      next?.resolve(trouble);
      next = undefined;
    }
    for (; next; next = this.waiting.shift()) next.resolve(await environment.call(next.call));
    await this.rest(environment);
  }

  private async rest(environment: ExecutionEnvironment): Promise<void> {
    if (this.retired) return this.discard(environment);
    const timer = setTimeout(() => this.discard(environment), this.limits.idleMilliseconds);
    timer.unref();
    this.idle.set(environment, timer);
    if (this.waiting.length > 0) this.serveFromIdle();
  }

  private async discard(environment: ExecutionEnvironment): Promise<void> {
    clearTimeout(this.idle.get(environment));
    this.idle.delete(environment);
    this.environments.delete(environment);
    await environment.dispose();
  }
}
