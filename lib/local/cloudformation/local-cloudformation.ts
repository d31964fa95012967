import { setMaxListeners } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AccessControl } from '../access';
import type { FunctionRunner, Invocation } from '../functions';
import { LoopbackServer } from '../http';
import { Buckets } from '../s3';
import { Account } from './account/account';
import type { ServiceCall } from './account/permissions';
import { readAssembly, type StackArtifact, selectStacks } from './assembly';
import {
  checkExportsUnused,
  checkIdle,
  checkPlace,
  checkPresent,
  checkRollbackFailed,
  checkTypes,
  isEmpty,
  rulesWithoutEffect,
} from './checks';
import { AnswerServer, type LoseAnswer } from './custom-resource/answer-server';
import { customResource } from './custom-resource/custom-resource';
import { type Engine, Operation } from './engine/operation';
import { createStack, deleteStack, rollBackUpdate, updateStack } from './engine/stack-operations';
import { publishAssets } from './publish';
import { answerQuery } from './query-api';
import { type DeployReport, reportAll, reportOn, reportUnchanged, type StackReport } from './report';
import { findType } from './resources/registry';
import { Stacks } from './stacks';
import { isFailedCreation, type ResourceState, type StackEvent, type StackState } from './state';
import { StateStore } from './state-store';
import { isAsWanted, targetOf } from './target';

/** What a {@link LocalCloudFormation} needs and can be told. */
export interface LocalCloudFormationOptions {
  readonly access: AccessControl;
  readonly region: string;
  readonly functions: FunctionRunner;
  /** Where buckets are made; their owner closes them. Default: some that are gone when this one stops. */
  readonly buckets?: Buckets;
  /** Services on this machine that functions may call, by the suffix of their variable: { WORKMAIL: 'http://…' }. */
  readonly serviceEndpoints?: Readonly<Record<string, string>>;
  /** Where stacks and code are kept for a later process; default: they are gone when this one stops. */
  readonly folder?: string;
  readonly onEvent?: (event: StackEvent) => void;
  /** Called with a sentence: what works differently here. */
  readonly onNotice?: (notice: string) => void;
  /** Pauses before a failed asynchronous call is tried again; default: 0.1 s and 0.2 s. Lambda waits one minute and two. */
  readonly retryMilliseconds?: readonly [number, number];
  /** How long a new or changed policy takes until it counts; default: 0. In IAM it takes seconds. */
  readonly rightsArriveAfterMilliseconds?: number;
  /**
   * When a resource fails, the custom resources that are under way are cancelled, as CloudFormation does: their Delete
   * (or Update back) may reach a function that still creates. `finish` waits for them. Default: `cancel`.
   */
  readonly inFlightAtFailure?: 'cancel' | 'finish';
  /** Called at each attempt of a function to answer for a custom resource; default: none is lost. */
  readonly loseAnswer?: LoseAnswer;
}

/** Deploys synthesized cloud assemblies to this machine, by CloudFormation's rules. */
export class LocalCloudFormation {
  /** What stacks made their resources in. */
  readonly account: Account;
  private readonly stackStates: Stacks;
  private readonly engine: Engine;
  private readonly stopping = new AbortController();

  private constructor(
    private readonly options: LocalCloudFormationOptions,
    private readonly server: LoopbackServer,
    private readonly store: StateStore,
    answers: AnswerServer,
    private readonly codeFolder: string,
  ) {
    setMaxListeners(0, this.stopping.signal);
    const { access, region, functions, inFlightAtFailure = 'cancel', onEvent, onNotice } = options;
    this.stackStates = new Stacks(store.state.stacks, { account: access.account, region });
    const accountOptions = {
      access,
      region,
      runner: functions,
      codeFolder,
      buckets: options.buckets ?? new Buckets(),
      serviceEndpoints: { ...options.serviceEndpoints, CLOUDFORMATION: server.url },
      retryMilliseconds: options.retryMilliseconds ?? [100, 200],
      rightsArriveAfterMilliseconds: options.rightsArriveAfterMilliseconds ?? 0,
      save: () => store.save(),
      onTrouble: (notice: string) => onNotice?.(notice),
    } as const;
    this.account = new Account(accountOptions, store.state.account);
    const custom = customResource(answers);
    this.engine = {
      account: this.account,
      stacks: this.stackStates,
      inFlightAtFailure,
      typeOf: (type) => findType(type, custom),
      onEvent: (event) => onEvent?.(event),
      onNotice: (notice) => onNotice?.(notice),
      save: () => store.save(),
    };
  }

  /** Starts one, with the stacks that its folder holds. */
  static async start(options: LocalCloudFormationOptions): Promise<LocalCloudFormation> {
    const store = await StateStore.open(options.folder);
    const codeFolder = options.folder ? resolve(options.folder, 'code') : mkdtempSync(join(tmpdir(), 'code-'));
    const answers = new AnswerServer(() => server.url, options.loseAnswer);
    const server: LoopbackServer = await LoopbackServer.start((request, response) =>
      request.method === 'POST'
        ? answerQuery(request, response, { ...options, stacks: local.stackStates })
        : answers.handle(request, response),
    );
    const local = new LocalCloudFormation(options, server, store, answers, codeFolder);
    await local.account.functions.restore((notice) => options.onNotice?.(notice));
    return local;
  }

  /** The URL of the API that tells about the stacks. */
  get endpoint(): string {
    return this.server.url;
  }

  /** The stacks as they are at this moment. */
  stacks(): readonly StackState[] {
    return this.stackStates.all;
  }

  /** The resources of a stack. Throws if there is none of that name. */
  resources(stackName: string): readonly ResourceState[] {
    return Object.values(this.stackStates.get(stackName).resources);
  }

  /**
   * Deploys the stacks of a cloud assembly, or some of them with those that they depend on. What can be known before
   * is refused by an error, and nothing is changed; what fails on the way is told by the report.
   */
  async deploy(assemblyFolder: string, selection: { stacks?: readonly string[] } = {}): Promise<DeployReport> {
    const artifacts = selectStacks(readAssembly(assemblyFolder), selection.stacks);
    for (const artifact of artifacts) checkPlace(artifact, this.account);
    checkTypes(artifacts);
    for (const artifact of artifacts) {
      for (const notice of rulesWithoutEffect(artifact)) this.engine.onNotice(notice);
      if (isEmpty(artifact)) continue;
      const present = this.stackStates.find(artifact.stackName);
      if (present) checkPresent(present, artifact);
      targetOf(artifact, present?.id ?? this.stackStates.newId(artifact.stackName), this.account);
    }
    await publishAssets(artifacts, this.account);
    const reports: StackReport[] = [];
    for (const artifact of artifacts) {
      const report = isEmpty(artifact) ? await this.clearStack(artifact) : await this.deployStack(artifact);
      if (!report) continue;
      reports.push(report);
      if (report.outcome === 'failed') break;
    }
    await this.store.flush();
    return reportAll(reports);
  }

  /** Destroys one stack, or all, each before those whose exports it uses. */
  async destroy(stackName?: string): Promise<DeployReport> {
    const stacks = stackName === undefined ? this.stackStates.all.reverse() : [this.stackStates.get(stackName)];
    const reports: StackReport[] = [];
    for (const stack of stacks) {
      const report = await this.destroyStack(stack);
      reports.push(report);
      if (report.outcome === 'failed') break;
    }
    await this.store.flush();
    return reportAll(reports);
  }

  /** Goes on with the roll-back of a stack in UPDATE_ROLLBACK_FAILED. */
  async continueRollback(stackName: string): Promise<StackReport> {
    const stack = this.stackStates.get(stackName);
    checkRollbackFailed(stack);
    const report = await this.run(stack, async (operation) => {
      operation.setStack('UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated');
      await rollBackUpdate(operation);
    });
    await this.store.flush();
    return report;
  }

  /** Calls a function as a service of AWS does; throws if the function's permissions do not let it. */
  invokeAsService(call: ServiceCall & { functionArn: string; payload: string }): Promise<Invocation> {
    return this.account.functions.invokeAsService(call);
  }

  /** Ends what is under way. The functions' runner is for its owner to stop. */
  async stop(): Promise<void> {
    await this.store.close();
    this.stopping.abort();
    await this.server.stop();
    if (!this.options.buckets) this.account.buckets.close();
    if (!this.options.folder) await rm(this.codeFolder, { recursive: true, force: true });
  }

  private async deployStack(artifact: StackArtifact): Promise<StackReport> {
    const { stackName } = artifact;
    const present = this.stackStates.find(stackName);
    if (present && !isFailedCreation(present.status)) {
      const target = targetOf(artifact, present.id, this.account);
      if (isAsWanted(present, target)) return reportUnchanged(present);
      return this.run(present, (operation) => updateStack(operation, target));
    }
    if (present) {
      // nothing else can be done with a stack whose creation failed
      const report = await this.run(present, deleteStack);
      if (report.outcome === 'failed') return report;
    }
    const id = this.stackStates.newId(stackName);
    const target = targetOf(artifact, id, this.account);
    const stack = this.stackStates.add(stackName, id, target);
    return this.run(stack, (operation) => createStack(operation, target));
  }

  /** What the CDK's own command does with a stack that has nothing any more, or never had. */
  private async clearStack({ stackName }: StackArtifact): Promise<StackReport | undefined> {
    const present = this.stackStates.find(stackName);
    const consequence = present ? 'it is deleted' : 'it is not deployed';
    this.engine.onNotice(`${stackName}: the stack has no resources, so ${consequence}, as \`cdk deploy\` does it.`);
    return present && this.destroyStack(present);
  }

  private async destroyStack(stack: StackState): Promise<StackReport> {
    checkExportsUnused(stack, this.stackStates.all);
    return this.run(stack, deleteStack);
  }

  private async run(stack: StackState, operate: (operation: Operation) => Promise<void>): Promise<StackReport> {
    checkIdle(stack);
    const started = performance.now();
    const operation = new Operation(stack, this.engine, this.stopping.signal);
    await operate(operation);
    return reportOn(operation, started);
  }
}
