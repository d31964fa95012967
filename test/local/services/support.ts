import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Alias, CfnPermission, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LocalAccount } from '../../../lib/local';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
export const ORGANIZATION_ARN = `arn:aws:workmail:${REGION}:${ACCOUNT}:organization/m-0123456789abcdef0123456789abcdef`;
export const FUNCTION_ARN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:screening`;
export const WORKMAIL = `workmail.${REGION}.amazonaws.com`;

/** What a client of the official SDK needs for one of the account's services. */
export function clientOptions({ endpoints, workmail }: LocalAccount, service: string) {
  return { endpoint: endpoints[service]!, region: REGION, credentials: workmail.access.root, maxAttempts: 1 };
}

/** An account with the function `screening`, its alias `live`, WorkMail's permission for both, and a role with a right. */
export async function startAccount(): Promise<{ account: LocalAccount; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'services-test-'));
  const app = new App({ outdir: join(folder, 'cdk.out') });
  const stack = new Stack(app, 'Functions');
  const handler = new LambdaFunction(stack, 'Screening', {
    functionName: 'screening',
    runtime: Runtime.NODEJS_20_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async (event) => console.log(JSON.stringify(event ?? {}));'),
    reservedConcurrentExecutions: 2,
  });
  handler.addToRolePolicy(new PolicyStatement({ actions: ['workmail:List*'], resources: [ORGANIZATION_ARN] }));
  const alias = new Alias(stack, 'Live', { aliasName: 'live', version: handler.currentVersion });
  const common = { action: 'lambda:InvokeFunction', principal: WORKMAIL };
  new CfnPermission(stack, 'Permission', {
    ...common,
    functionName: handler.functionName,
    sourceArn: ORGANIZATION_ARN,
    sourceAccount: ACCOUNT,
  });
  new CfnPermission(stack, 'AliasPermission', { ...common, functionName: alias.functionArn });
  app.synth();
  const account = await LocalAccount.start();
  const { succeeded, stacks } = await account.deploy(join(folder, 'cdk.out'));
  if (!succeeded) throw new Error(JSON.stringify(stacks));
  const stop = async () => {
    await account.stop();
    rmSync(folder, { recursive: true });
  };
  return { account, stop };
}
