import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeploymentError, PreviewedFunctions, type StackPreview } from '../local/cloudformation';
import { CodeStore, FunctionRunner, type LogLine } from '../local/functions';
import type { Invocation, InvocationResult } from '../simulator';
import { MailFlowError } from './errors';

export interface RealFunctionsOptions {
  /** Services that functions may call, by the suffix of their variable: { WORKMAIL: 'http://127.0.0.1:…' }. */
  readonly endpoints?: Readonly<Record<string, string>>;
  readonly onLog?: (line: LogLine) => void;
  readonly onNotice?: (notice: string) => void;
}

/**
 * Where functions find every service that is not among the endpoints: nowhere. Mail is simulated without an account, and
 * what is in it does not leave this machine. Port 9 is the one of the discard protocol, where nobody listens.
 */
const NOWHERE = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };

/** The desk's own credentials: the local servers know them. */
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The functions of stacks, in processes of their own. Nothing is started before the first call. */
export class RealFunctions {
  private started?: { functions: PreviewedFunctions; runner: FunctionRunner; codeFolder: string };

  constructor(
    private readonly stacks: readonly StackPreview[],
    private readonly organizationId: string,
    private readonly options: RealFunctionsOptions,
  ) {}

  /** Calls a function as WorkMail does: by its principal, for the organization. */
  async invoke({ functionArn, payload }: Invocation): Promise<InvocationResult> {
    this.started ??= this.start();
    const [, , , region = '', account = ''] = functionArn.split(':');
    try {
      const result = await this.started.functions.invokeAsService({
        functionArn,
        payload,
        principal: `workmail.${region}.amazonaws.com`,
        sourceArn: `arn:aws:workmail:${region}:${account}:organization/${this.organizationId}`,
        sourceAccount: account,
      });
      if (result.kind === 'error') refuseMissingModule(functionArn, result.message);
      return result;
    } catch (error) {
      if (error instanceof MailFlowError) throw error;
      const { name, message } = error as Error;
      // no permission to invoke it: to WorkMail, a function that fails
      const isDenied = error instanceof DeploymentError && error.code === 'ACCESS_DENIED';
      if (isDenied) return { kind: 'error', errorType: name, message, milliseconds: 0 };
      throw cannotRun(functionArn, message);
    }
  }

  async stop(): Promise<void> {
    const { started } = this;
    this.started = undefined;
    await started?.runner.stop();
    if (started) await rm(started.codeFolder, { recursive: true, force: true });
  }

  private start() {
    const { endpoints = {}, onLog, onNotice } = this.options;
    const codeFolder = mkdtempSync(join(tmpdir(), 'mail-flow-code-'));
    const runner = new FunctionRunner({ onLog, onNotice });
    const functions = new PreviewedFunctions(this.stacks, {
      runner,
      code: new CodeStore(codeFolder),
      credentials: CREDENTIALS,
      serviceEndpoints: endpoints,
      environment: NOWHERE,
    });
    return { functions, runner, codeFolder };
  }
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

/** In Lambda the function would find the module, so that it fails here says nothing of what happens to mail. */
function refuseMissingModule(functionArn: string, message: string): void {
  for (const { pattern, remedy } of RUNTIME_MODULES) {
    const name = pattern.exec(message)?.[1];
    if (name === undefined) continue;
    throw new MailFlowError(
      'FUNCTION_NEEDS_MODULE',
      `The function ${functionArn} needs ${name}, which Lambda has and this machine has not`,
      `${remedy}, or give a stand-in for the function`,
    );
  }
}
