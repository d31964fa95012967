import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessControl } from '../local/access';
import {
  DeploymentError,
  makePreviewedBuckets,
  PreviewedFunctions,
  ResourceFailure,
  type StackPreview,
} from '../local/cloudformation';
import { CodeStore, FunctionError, FunctionRunner, type LogLine } from '../local/functions';
import { LocalMessageFlow, type MessageStore } from '../local/message-flow';
import { Buckets, LocalS3 } from '../local/s3';
import { workmailPrincipal } from '../rules';
import type { Invocation, InvocationResult } from '../simulator';
import { AbsentServices } from './absent-services';
import { functionName, unqualified } from './called-functions';
import { MailFlowError } from './errors';

export interface RealFunctionsOptions {
  /** Services that functions may call, by the suffix of their variable: { WORKMAIL: 'http://127.0.0.1:…' }. */
  readonly endpoints?: Readonly<Record<string, string>>;
  readonly onLog?: (line: LogLine) => void;
  readonly onNotice?: (notice: string) => void;
}

/**
 * The functions of stacks, in processes of their own. Nothing is started before the first call. They reach the message
 * flow API and the buckets of the stacks, with every right; no other service.
 */
export class RealFunctions {
  private started?: Promise<Started>;

  constructor(
    private readonly stacks: readonly StackPreview[],
    private readonly organizationId: string,
    private readonly messages: MessageStore,
    private readonly options: RealFunctionsOptions,
  ) {}

  /** Calls a function as WorkMail does: by its principal, for the organization. */
  async invoke({ functionArn, payload }: Invocation): Promise<InvocationResult> {
    const [, , , region = '', account = ''] = functionArn.split(':');
    this.started ??= this.start({ region, account });
    const { functions, services } = await this.started;
    try {
      const result = await functions.invokeAsService({
        functionArn,
        payload,
        principal: workmailPrincipal(region),
        sourceArn: `arn:aws:workmail:${region}:${account}:organization/${this.organizationId}`,
        sourceAccount: account,
      });
      const asked = services.takeAsked(functionName(unqualified(functionArn)));
      if (result.kind === 'error') refuseDifference(functionArn, result.message, asked);
      else if (asked.length > 0) this.options.onNotice?.(describeAsked(functionArn, asked));
      return result;
    } catch (error) {
      if (error instanceof DeploymentError && error.code === 'ACCESS_DENIED') {
        // no permission to invoke it: to WorkMail, a function that fails
        return { kind: 'error', errorType: error.name, message: error.problem, milliseconds: 0 };
      }
      if (error instanceof DeploymentError || error instanceof FunctionError)
        throw cannotRun(functionArn, error.problem);
      throw error instanceof ResourceFailure ? cannotRun(functionArn, error.message) : error;
    }
  }

  async stop(): Promise<void> {
    const started = await this.started;
    this.started = undefined;
    if (!started) return;
    await started.functions.settle();
    await started.runner.stop();
    for (const server of [started.services, started.messageFlow, started.s3]) await server.stop();
    started.buckets.close();
    await rm(started.codeFolder, { recursive: true, force: true });
  }

  /** All functions that an organization's rules call are in its Region and account. */
  private async start({ region, account }: { region: string; account: string }): Promise<Started> {
    const { endpoints = {}, onLog, onNotice } = this.options;
    const services = await AbsentServices.start();
    const access = new AccessControl({ account });
    const buckets = new Buckets();
    makePreviewedBuckets(this.stacks, buckets);
    const s3 = await LocalS3.start({ access, region, buckets });
    const messageFlow = await LocalMessageFlow.start({ access, region, store: this.messages, objects: s3 });
    // whoever forgets to stop them is not held up
    for (const server of [s3, messageFlow]) server.unref();
    const codeFolder = mkdtempSync(join(tmpdir(), 'mail-flow-code-'));
    const runner = new FunctionRunner({ onLog, onNotice });
    const functions = new PreviewedFunctions(this.stacks, {
      runner,
      code: new CodeStore(codeFolder),
      credentials: access.root,
      serviceEndpoints: { S3: s3.endpoint, WORKMAILMESSAGEFLOW: messageFlow.endpoint, ...endpoints },
      environmentFor: ({ name }) => services.environmentFor(name),
    });
    return { functions, services, messageFlow, s3, buckets, runner, codeFolder };
  }
}

interface Started {
  readonly functions: PreviewedFunctions;
  readonly services: AbsentServices;
  readonly messageFlow: LocalMessageFlow;
  readonly s3: LocalS3;
  readonly buckets: Buckets;
  readonly runner: FunctionRunner;
  readonly codeFolder: string;
}

function cannotRun(functionArn: string, why: string): MailFlowError {
  return new MailFlowError(
    'FUNCTION_CANNOT_RUN',
    `The function ${functionArn} cannot run on this machine: ${why.replace(/\.$/, '')}`,
    'Give a stand-in for it',
  );
}

/** What Lambda's runtimes have and a machine may not have: the AWS SDK. */
const RUNTIME_MODULES = [
  { pattern: /No module named '((?:boto3|botocore)[\w.]*)'/, remedy: 'Install boto3 for the python3 on your PATH' },
  {
    pattern: /Cannot find (?:module|package) '(@(?:aws-sdk|smithy)\/[\w-]+)/,
    remedy: 'Install it beside your tests (npm install --save-dev), or bundle it with the function',
  },
];

/** What S3 on this machine says of a bucket that is not here. */
const NO_BUCKET = /There is no bucket (\S+) on this machine/;

/** Why a function fails here and would not in Lambda: that says nothing of what happens to mail. */
function refuseDifference(functionArn: string, message: string, asked: readonly string[]): void {
  for (const { pattern, remedy } of RUNTIME_MODULES) {
    const name = pattern.exec(message)?.[1];
    if (name === undefined) continue;
    throw new MailFlowError(
      'FUNCTION_NEEDS_MODULE',
      `The function ${functionArn} needs ${name}, which Lambda has and this machine has not`,
      `${remedy}, or give a stand-in for the function`,
    );
  }
  const bucket = NO_BUCKET.exec(message)?.[1];
  if (bucket !== undefined) {
    throw new MailFlowError(
      'FUNCTION_NEEDS_SERVICE',
      `The function ${functionArn} failed without the bucket ${bucket}, which no stack here has: ${message}`,
      'Give the endpoint of an S3 that has it, or give a stand-in for the function',
    );
  }
  if (asked.length === 0) return;
  throw new MailFlowError(
    'FUNCTION_NEEDS_SERVICE',
    `The function ${functionArn} failed after it called ${asked.join(', ')}, which is not on this machine: ${message}`,
    'Give the endpoint of something that answers in its place, or give a stand-in for the function',
  );
}

function describeAsked(functionArn: string, asked: readonly string[]): string {
  return `The function ${functionArn} called ${asked.join(', ')}, which is not on this machine; it answered all the same.`;
}
