import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkVariables, type FunctionDefinition, logGroupOf } from './definition';
import { FunctionError } from './errors';
import { ExecutionEnvironment } from './execution-environment';
import { Guard } from './guard';
import { type Call, type Invocation, refusal } from './invocation';
import { Pool, type PoolLimits } from './pool';
import { findRuntime } from './runtimes';
import { SpareProcesses } from './spare-processes';

/** A line that a function printed. */
export interface LogLine {
  readonly functionName: string;
  readonly logGroup: string;
  readonly line: string;
  readonly stream: 'stdout' | 'stderr';
}

export interface FunctionRunnerOptions extends PoolLimits {
  readonly onLog?: (line: LogLine) => void;
  /** Called with a sentence, once for each that is new: a runtime's version is not on this machine. */
  readonly onNotice?: (notice: string) => void;
}

const DEFAULT_LIMITS: Required<PoolLimits> = {
  maximumProcesses: 10,
  idleMilliseconds: 60_000,
  patienceMilliseconds: 100,
};

/** Runs functions as Lambda does: in processes of their own that stay warm between calls. */
export class FunctionRunner {
  private readonly pools = new Map<string, Pool>();
  /** Those whose last calls have not ended yet. */
  private readonly retired = new Set<Pool>();
  private readonly notices = new Set<string>();
  private readonly guard = new Guard();
  private readonly processes = new SpareProcesses(this.guard);
  private readonly folder = mkdtempSync(join(tmpdir(), 'functions-'));

  constructor(private readonly options: FunctionRunnerOptions = {}) {}

  /** Makes a function callable; one with that ARN is replaced, and its calls that have begun end as they began. */
  async create(definition: FunctionDefinition): Promise<void> {
    checkVariables(definition);
    const command = await findRuntime(definition.runtime, definition.memoryMegabytes);
    if (command.notice) this.notice(command.notice);
    const onLine = (line: string, stream: LogLine['stream']) =>
      this.options.onLog?.({ functionName: definition.name, logGroup: logGroupOf(definition), line, stream });
    const makeEnvironment = () => new ExecutionEnvironment(definition, command, this.processes, onLine, this.folder);
    const limits = { ...DEFAULT_LIMITS, ...this.options };
    const maximumProcesses = Math.min(limits.maximumProcesses, definition.concurrency ?? limits.maximumProcesses);
    this.remove(definition.arn);
    this.pools.set(definition.arn, new Pool(makeEnvironment, { ...limits, maximumProcesses }));
  }

  /** Calls the function or version with that ARN. A retry has the request id of the first try. */
  async invoke(
    arn: string,
    payload: string,
    options: Omit<Call, 'payload' | 'invokedArn'> & { invokedArn?: string },
  ): Promise<Invocation> {
    const pool = this.pools.get(arn);
    if (!pool) throw new FunctionError('FUNCTION_NOT_FOUND', `Function not found: ${arn}. Deploy it first.`);
    return (
      refusal(payload) ?? pool.invoke({ payload, requestId: options.requestId, invokedArn: options.invokedArn ?? arn })
    );
  }

  /** Removes a function; its processes end. */
  remove(arn: string): void {
    const pool = this.pools.get(arn);
    if (!pool) return;
    this.pools.delete(arn);
    for (const old of this.retired) if (old.isEmpty) this.retired.delete(old);
    this.retired.add(pool);
    void pool.retire();
  }

  /** Kills all processes. Calls that are under way end as a crash does. */
  async stop(): Promise<void> {
    const pools = [...this.pools.values(), ...this.retired];
    this.pools.clear();
    await Promise.all([this.processes.stop(), ...pools.map((pool) => pool.stop())]);
    this.guard.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private notice(notice: string): void {
    if (this.notices.has(notice)) return;
    this.notices.add(notice);
    this.options.onNotice?.(notice);
  }
}
