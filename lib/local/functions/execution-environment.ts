import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type EnvironmentPlace,
  type FunctionDefinition,
  lambdaEnvironment,
  logGroupOf,
  startEnvironment,
} from './definition';
import { answer, type Call, failure, type Invocation } from './invocation';
import type { LineListener, ProcessMessage, Reply, RuntimeProcess } from './runtime-process';
import type { RuntimeCommand } from './runtimes';
import type { SpareProcesses } from './spare-processes';

/** Lambda gives a function 10 seconds to load, before the time of its first call begins. */
const LOADING_MILLISECONDS = 10_000;

/**
 * A place in which a function runs, one call at a time. Its temporary folder outlives its process, as `/tmp` does in
 * Lambda; so does the process outlive the call.
 */
export class ExecutionEnvironment implements EnvironmentPlace {
  readonly temporaryFolder: string;
  readonly logStream: string;
  private process?: RuntimeProcess;

  constructor(
    private readonly definition: FunctionDefinition,
    private readonly command: RuntimeCommand,
    private readonly processes: SpareProcesses,
    private readonly onLine: LineListener,
    folder: string,
  ) {
    this.temporaryFolder = mkdtempSync(join(folder, 'tmp-'));
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    this.logStream = `${day}/[${definition.version ?? '$LATEST'}]${randomBytes(16).toString('hex')}`;
  }

  /** Has the function loaded; says what went wrong, if anything did. */
  async load(): Promise<Invocation | undefined> {
    if (this.process) return undefined;
    const started = performance.now();
    const process = this.processes.take(this.command, startEnvironment(this.definition));
    this.process = process;
    process.onLine = this.onLine;
    process.ended.then(() => {
      if (this.process === process) this.process = undefined;
    });
    const { codeFolder, handler, memoryMegabytes } = this.definition;
    const environment = lambdaEnvironment(this.definition, this);
    const request = { initialize: { environment, taskRoot: codeFolder, handler, memoryMegabytes } };
    // a function that has not loaded by then goes on loading in the time of its first call
    const reply = await process.request(request, LOADING_MILLISECONDS + this.limitMilliseconds);
    if (reply.kind === 'message' && reply.message.ready) return undefined;
    return this.toInvocation(reply, '', performance.now() - started);
  }

  async call(call: Call): Promise<Invocation> {
    const loading = await this.load();
    const process = this.process;
    if (loading || !process) return loading ?? failure('Runtime.ExitError', 'Runtime exited while it was idle', 0);
    const started = performance.now();
    const deadline = Date.now() + this.limitMilliseconds;
    const request = { invoke: { payload: call.payload, deadline, context: this.contextOf(call) } };
    const reply = await process.request(request, this.limitMilliseconds);
    return this.toInvocation(reply, call.requestId, performance.now() - started);
  }

  async dispose(): Promise<void> {
    await this.process?.kill();
    await rm(this.temporaryFolder, { recursive: true, force: true });
  }

  private get limitMilliseconds(): number {
    return this.definition.timeoutSeconds * 1000;
  }

  private contextOf(call: Call): object {
    return {
      awsRequestId: call.requestId,
      functionName: this.definition.name,
      functionVersion: this.definition.version ?? '$LATEST',
      invokedFunctionArn: call.invokedArn,
      memoryLimitInMB: String(this.definition.memoryMegabytes),
      logGroupName: logGroupOf(this.definition),
      logStreamName: this.logStream,
    };
  }

  private toInvocation(reply: Reply, requestId: string, milliseconds: number): Invocation {
    switch (reply.kind) {
      case 'timeout': {
        const time = new Date().toISOString();
        const message = `${time} ${requestId} Task timed out after ${this.definition.timeoutSeconds.toFixed(2)} seconds`;
        return failure('Sandbox.Timedout', message, milliseconds);
      }
      case 'exit': {
        const how = reply.how === 'exit status 0' ? 'without providing a reason' : `with error: ${reply.how}`;
        return failure('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited ${how}`, milliseconds);
      }
      case 'message':
        return messageToInvocation(reply.message, milliseconds);
    }
  }
}

function messageToInvocation(message: ProcessMessage, milliseconds: number): Invocation {
  if (typeof message.answer === 'string') return answer(message.answer, milliseconds);
  const { errorType = 'Runtime.Unknown', errorMessage = '' } = message.failure ?? {};
  return failure(errorType, errorMessage, milliseconds, JSON.stringify(message.failure ?? {}));
}
