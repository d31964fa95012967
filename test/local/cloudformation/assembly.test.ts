import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, CustomResource, Duration, RemovalPolicy, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, type CfnPermission, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { ACCOUNT, type Desk, PROVIDER, REGION, startDesk } from './desk';

let desk: Desk;
const others: Desk[] = [];
const folder = mkdtempSync(join(tmpdir(), 'assembly-test-'));
beforeAll(async () => {
  process.env.CDK_VALIDATION = 'false';
  desk = await startDesk();
});
afterAll(async () => {
  for (const other of [desk, ...others]) await other.stop();
  rmSync(folder, { recursive: true });
});

async function keepingDesk(state: string): Promise<Desk> {
  const kept = await startDesk({ folder: state });
  others.push(kept);
  return kept;
}

const ORGANIZATION = `arn:aws:workmail:${REGION}:${ACCOUNT}:organization/m-0123456789abcdef0123456789abcdef`;

function codeFolder(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'index.js'), text);
  return path;
}

interface MailProps extends StackProps {
  readonly code: string;
  readonly value?: string;
}

/** A function with an alias that WorkMail may call, and a custom resource. */
class MailStack extends Stack {
  readonly alias: Alias;

  constructor(scope: Construct, id: string, { code, value = 'one', ...props }: MailProps) {
    super(scope, id, props);
    const fn = new LambdaFunction(this, 'Screening', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromAsset(code),
      timeout: Duration.seconds(15),
      logGroup: new LogGroup(this, 'Logs', { removalPolicy: RemovalPolicy.DESTROY }),
    });
    this.alias = new Alias(this, 'Live', { aliasName: 'live', version: fn.currentVersion });
    const principal = new ServicePrincipal(`workmail.${REGION}.amazonaws.com`);
    this.alias.addPermission('WorkMail', { principal, sourceArn: ORGANIZATION, sourceAccount: this.account });
    const provider = new LambdaFunction(this, 'Provider', {
      runtime: Runtime.NODEJS_20_X,
      handler: 'index.handler',
      code: Code.fromInline(PROVIDER),
      environment: { JOURNAL: join(folder, 'journal') },
    });
    const resource = new CustomResource(this, 'Thing', {
      serviceToken: provider.functionArn,
      resourceType: 'Custom::Thing',
      properties: { value, arn: this.alias.functionArn, retries: 3 },
    });
    new CfnOutput(this, 'Alias', { value: this.alias.functionArn });
    new CfnOutput(this, 'Made', { value: resource.ref });
  }
}

function synth(make: (app: App) => void): string {
  const app = new App({ outdir: mkdtempSync(join(folder, 'cdk.out-')), analyticsReporting: true });
  make(app);
  return app.synth().directory;
}

test('an app is deployed, updated and destroyed', async () => {
  const code = codeFolder('screening', 'exports.handler = async (event) => ({ saw: event, here: require("./part") })');
  writeFileSync(join(code, 'part.js'), 'module.exports = 1');
  const first = synth((app) => new MailStack(app, 'Mail', { code }));
  const report = await desk.local.deploy(first);
  expect(report).toMatchObject({
    succeeded: true,
    stacks: [{ name: 'Mail', outcome: 'created', outputs: { Made: expect.stringMatching(/^Thing-made$|^Thing/) } }],
  });
  // what was deployed stays, whatever becomes of the assembly
  rmSync(first, { recursive: true });
  const functionArn = report.stacks[0]!.outputs.Alias!;
  const call = {
    principal: `workmail.${REGION}.amazonaws.com`,
    sourceArn: ORGANIZATION,
    sourceAccount: ACCOUNT,
    functionArn,
    payload: '{"a":1}',
  };
  expect((await desk.local.invokeAsService(call)).payload).toBe('{"saw":{"a":1},"here":1}');
  await expect(desk.local.invokeAsService({ ...call, functionArn: functionArn.replace(/:live$/, '') })).rejects.toThrow(
    'may not call',
  );

  expect((await desk.local.deploy(synth((app) => new MailStack(app, 'Mail', { code })))).stacks[0]!.outcome).toBe(
    'unchanged',
  );

  const changed = codeFolder('changed', 'exports.handler = async () => "changed"');
  const update = await desk.local.deploy(synth((app) => new MailStack(app, 'Mail', { code: changed, value: 'two' })));
  expect(update.stacks[0]).toMatchObject({ outcome: 'updated', outputs: { Alias: functionArn } });
  expect(update.stacks[0]!.changes.map(({ operation, type }) => `${operation} ${type}`).sort()).toEqual([
    'CREATE AWS::Lambda::Version',
    'DELETE AWS::Lambda::Version',
    'UPDATE AWS::Lambda::Alias',
    'UPDATE AWS::Lambda::Function',
    'UPDATE Custom::Thing',
  ]);
  expect((await desk.local.invokeAsService(call)).payload).toBe('"changed"');
  expect((await desk.local.destroy()).stacks).toMatchObject([{ name: 'Mail', outcome: 'deleted' }]);
  await expect(desk.local.invokeAsService(call)).rejects.toThrow('Function not found');
});

test('stages, stacks that need each other, and a choice among them', async () => {
  const code = codeFolder('shared', 'exports.handler = async () => 1');
  const assembly = synth((app) => {
    const stage = new Stage(app, 'Test');
    const mail = new MailStack(stage, 'Mail', { code });
    const reader = new Stack(stage, 'Aardvark');
    new StringParameter(reader, 'Parameter', { stringValue: mail.alias.functionArn, parameterName: 'alias' });
    new Stack(stage, 'Alone', { stackName: 'alone' }).addMetadata('x', 1);
    new LogGroup(stage.node.findChild('Alone') as Stack, 'L');
  });
  const report = await desk.local.deploy(assembly, { stacks: ['Test-Aardvark'] });
  expect(report.stacks.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['Test-Mail', 'created'],
    ['Test-Aardvark', 'created'],
  ]);
  await expect(desk.local.deploy(assembly, { stacks: ['Nothing'] })).rejects.toMatchObject({ code: 'STACK_UNKNOWN' });
  expect((await desk.local.deploy(assembly)).stacks.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['Test-Mail', 'unchanged'],
    ['Test-Aardvark', 'unchanged'],
    ['alone', 'created'],
  ]);
  expect((await desk.local.destroy()).stacks.map(({ name }) => name)).toEqual(['alone', 'Test-Aardvark', 'Test-Mail']);
});

describe('is refused before anything changes', () => {
  test('a type that is not known, with its name', async () => {
    const assembly = synth((app) => {
      new LogGroup(new Stack(app, 'First'), 'L');
      const second = new Stack(app, 'Second');
      new Queue(second, 'Queue');
    });
    await expect(desk.local.deploy(assembly)).rejects.toMatchObject({
      code: 'TYPE_UNKNOWN',
      problem: expect.stringMatching(
        /^These resources cannot be made on this machine: Second\.Queue\w+ \(AWS::SQS::Queue\)\. Nothing was changed\. Leave them out here, or use what is known: AWS::CDK::Metadata, .*Custom::\*\.$/,
      ),
    });
    expect(desk.local.stacks()).toEqual([]);
  });

  test('a stack for another place', async () => {
    const here = synth(
      (app) => new LogGroup(new Stack(app, 'Here', { env: { account: ACCOUNT, region: REGION } }), 'L'),
    );
    expect(await desk.local.deploy(here)).toMatchObject({ succeeded: true });
    await desk.local.destroy();
    for (const env of [{ region: 'eu-west-1' }, { account: '999999999999', region: REGION }]) {
      const assembly = synth((app) => new LogGroup(new Stack(app, 'Elsewhere', { env }), 'L'));
      await expect(desk.local.deploy(assembly)).rejects.toMatchObject({ code: 'STACK_ELSEWHERE' });
    }
  });

  test('what is no cloud assembly', async () => {
    await expect(desk.local.deploy(join(folder, 'nowhere'))).rejects.toMatchObject({
      code: 'ASSEMBLY_UNREADABLE',
      message: expect.stringContaining('Synthesize the app: cdk synth'),
    });
    writeFileSync(join(folder, 'manifest.json'), '[');
    await expect(desk.local.deploy(folder)).rejects.toMatchObject({ code: 'ASSEMBLY_UNREADABLE' });
  });
});

test('the state is kept in a folder, and goes on in the next process', async () => {
  const state = join(folder, 'state');
  const kept = await keepingDesk(state);
  const code = codeFolder('kept', 'exports.handler = async () => "kept"');
  const assembly = synth((app) => new MailStack(app, 'Kept', { code }));
  const report = await kept.local.deploy(assembly);
  rmSync(code, { recursive: true });
  await kept.restart();
  expect(existsSync(join(state, 'cloudformation.json'))).toBe(true);
  const call = {
    principal: `workmail.${REGION}.amazonaws.com`,
    sourceArn: ORGANIZATION,
    sourceAccount: ACCOUNT,
    functionArn: report.stacks[0]!.outputs.Alias!,
    payload: '{}',
  };
  expect((await kept.local.invokeAsService(call)).payload).toBe('"kept"');
  expect((await kept.local.deploy(assembly)).stacks[0]!.outcome).toBe('unchanged');
  expect(await kept.local.destroy()).toMatchObject({ succeeded: true });
  await kept.restart();
  expect(kept.local.stacks()).toEqual([]);
  writeFileSync(join(state, 'cloudformation.json'), '{"version":9}');
  await expect(kept.restart()).rejects.toThrow('Remove the file to begin anew');
  rmSync(state, { recursive: true });
  await kept.restart();
});

test('what a stack left behind goes on too, also without the role that is gone', async () => {
  const state = join(folder, 'left');
  const kept = await keepingDesk(state);
  const code = codeFolder('left-behind', 'exports.handler = async () => "still here"');
  const assembly = synth((app) => {
    const stack = new MailStack(app, 'Left', { code });
    const fn = stack.node.findChild('Screening') as LambdaFunction;
    fn.applyRemovalPolicy(RemovalPolicy.RETAIN);
    fn.addPermission('P', { principal: new ServicePrincipal(`workmail.${REGION}.amazonaws.com`) });
    (fn.permissionsNode.findChild('P') as CfnPermission).applyRemovalPolicy(RemovalPolicy.RETAIN);
    new CfnOutput(stack, 'Function', { value: fn.functionArn });
  });
  const { stacks } = await kept.local.deploy(assembly);
  expect(await kept.local.destroy()).toMatchObject({ succeeded: true });
  await kept.restart();
  const functionArn = stacks[0]!.outputs.Function!;
  const call = { principal: `workmail.${REGION}.amazonaws.com`, functionArn, payload: '{}' };
  expect((await kept.local.invokeAsService(call)).payload).toBe('"still here"');
});

test('an update that was interrupted is rolled back by the next process', async () => {
  const kept = await keepingDesk(join(folder, 'interrupted'));
  const thing = (V: number, Wait: number) => ({
    Type: 'Custom::Thing',
    Properties: { ServiceToken: { 'Fn::GetAtt': 'Provider.Arn' }, V, Wait },
  });
  await kept.deploy({ stack: kept.template({ A: thing(1, 0) }) });
  const updating = kept.deploy({ stack: kept.template({ A: thing(2, 300) }) });
  await kept.waitUntil(() => kept.events.some(({ status }) => status === 'UPDATE_IN_PROGRESS'));
  await kept.waitUntil(() => kept.seen().some(({ RequestType }) => RequestType === 'Update'));
  await kept.restart();
  await updating;
  expect(kept.local.stacks()).toMatchObject([{ status: 'UPDATE_ROLLBACK_FAILED' }]);
  expect(await kept.local.continueRollback('stack')).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(kept.local.resources('stack').find(({ logicalId }) => logicalId === 'A')?.properties.V).toBe(1);
});
