import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { InboundAction, InboundMailFlowRule, Organization, RunLambdaRules } from '../../lib';
import { ACCOUNT, type Desk, ORGANIZATION_ID, REGION, startDesk } from '../administration/desk';
import { inbound } from '../rules/sample-rules';
import { folder, type Run, runWith } from './support';

// every run is a process
jest.setTimeout(60_000);

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
  desk.account.workmail.createOrganization({ alias: 'second' });
  await desk.createRules([{ direction: 'INBOUND', rule: inbound({ name: 'live' }) }]);
}, 30_000);
afterAll(() => desk.stop());

const ENV = { account: ACCOUNT, region: REGION };

/** Writes a cloud assembly to a folder of that name. */
function synthesize(name: string, build: (app: App) => void): string {
  const app = new App({ outdir: join(folder, name) });
  build(app);
  return app.synth().directory;
}

/** A stack with a rule that drops, of an organization by its alias. */
function ruleByAlias(app: App, stackName: string, alias: string, env: object = { env: ENV }): void {
  const stack = new Stack(app, stackName, env);
  const organization = Organization.fromOrganizationAlias(stack, 'Organization', alias);
  const ruleName = `of ${stackName}`;
  new InboundMailFlowRule(stack, 'Rule', { organization, ruleName, action: InboundAction.drop() });
}

const diff = (args: string, environment: NodeJS.ProcessEnv = {}): Promise<Run> =>
  runWith({ ...desk.environment, ...environment }, [
    'diff',
    ...args.split(' '),
    '--organization-id',
    ORGANIZATION_ID,
    '--ignore-extra',
  ]);

describe('an organization that is looked up by its alias', () => {
  test('is the one that is compared, before the stack is deployed and where CloudFormation is not asked', async () => {
    synthesize('by-alias', (app) => ruleByAlias(app, 'Aliased', 'CORP'));
    for (const environment of [{}, { AWS_ENDPOINT_URL_CLOUDFORMATION: '' }]) {
      const { status, stdout, stderr } = await diff('--app by-alias', environment);
      expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
      expect(stdout).toMatch(/^- inbound "of Aliased" {2}missing: .*Aliased\.Rule/);
    }
  });

  test('is another one of the account, or of another account', async () => {
    synthesize('others', (app) => {
      ruleByAlias(app, 'Aliased', 'corp');
      ruleByAlias(app, 'Second', 'second');
      ruleByAlias(app, 'Far', 'far', { env: { account: '210987654321', region: REGION } });
    });
    expect((await diff('--app others')).stdout).toMatch(/^- .*\n\n1 difference: 1 missing\n$/);
    const { status, stdout, stderr } = await diff('--app others --stack Second --stack Far');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      /^error ORGANIZATION_UNKNOWN: No rule is of the organization m-\S+\. There is: the alias "second" \(Second\.Rule\w+\), the alias "far" \(Far\.Rule\w+\)\./,
    );
  });

  test('that is nowhere is an error: nobody could tell whose the rules are', async () => {
    synthesize('nowhere', (app) => {
      ruleByAlias(app, 'Aliased', 'corp');
      ruleByAlias(app, 'Mistyped', 'crop', {});
    });
    const { status, stdout, stderr } = await diff('--app nowhere');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^error ORGANIZATION_NOT_FOUND: Mistyped\.Rule\w+ is .*"crop".* there is .*\(corp\)/);
  });
});

describe('a function whose name CloudFormation has made', () => {
  const screening = (scope: Construct) =>
    new LambdaFunction(scope, 'Screening', {
      code: Code.fromInline('exports.handler = async () => ({});'),
      runtime: Runtime.NODEJS_20_X,
      handler: 'index.handler',
    });
  const runScreening = (scope: Construct, handler: LambdaFunction, ruleName: string) => {
    const organization = Organization.fromOrganizationId(scope, 'Organization', ORGANIZATION_ID);
    new RunLambdaRules(scope, 'Rules', { organization, function: handler, inbound: { ruleName, synchronous: false } });
  };
  const nothing = { status: 0, stdout: 'No difference: the live rules are as declared.\n', stderr: '' };

  test('is known where only the stack of its rule is compared', async () => {
    const assembly = synthesize('two-stacks', (app) => {
      const handler = screening(new Stack(app, 'Functions', { env: ENV }));
      runScreening(new Stack(app, 'Rules', { env: ENV }), handler, 'across');
    });
    expect(await desk.account.deploy(assembly)).toMatchObject({ succeeded: true });
    expect(await diff('--app two-stacks --stack Rules')).toEqual(nothing);
    const unasked = await diff('--app two-stacks --stack Rules', { AWS_ENDPOINT_URL_CLOUDFORMATION: '' });
    expect(unasked).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /^note: Rule "across" rests on Resources\.\w+\.Arn of the stack Functions, which only/,
      ),
    });
    await desk.account.destroy('Rules');
  });

  test('is known in a nested stack', async () => {
    const assembly = synthesize('nested', (app) => {
      const nested = new NestedStack(new Stack(app, 'Outer', { env: ENV }), 'Inner');
      runScreening(nested, screening(nested), 'nested');
    });
    const name = 'Outer-Inner-1A2B3C-Screening-4D5E6F';
    const action = { InboundLambdaAction: { Arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}` } };
    await desk.createRules([{ direction: 'INBOUND', rule: inbound({ name: 'nested', action }) }]);
    // the local CloudFormation makes no stack for another
    const idOfInner = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Outer-Inner-1A2B3C/0`;
    const url = await answerResources({
      Outer: { [logicalIdIn(assembly, 'AWS::CloudFormation::Stack', '')]: idOfInner },
      'Outer-Inner-1A2B3C': { [logicalIdIn(assembly, 'AWS::Lambda::Function', 'Screening')]: name },
    });
    expect(await diff('--app nested', { AWS_ENDPOINT_URL_CLOUDFORMATION: url })).toEqual(nothing);
    await desk.removeRule('INBOUND', 'nested');
  });
});

/** The first resource of a type in the templates of an assembly whose logical id begins so. */
function logicalIdIn(assembly: string, type: string, beginning: string): string {
  const templates = readdirSync(assembly).filter((name) => name.endsWith('.template.json'));
  const ids = templates.flatMap((name) => {
    const { Resources } = JSON.parse(readFileSync(join(assembly, name), 'utf8'));
    return Object.keys(Resources).filter((id) => Resources[id].Type === type && id.startsWith(beginning));
  });
  return ids[0]!;
}

/** A CloudFormation that knows the physical ids of resources, by stack and logical id. */
async function answerResources(stacks: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = await new Response(request as never).text();
    const resources = Object.entries(stacks[new URLSearchParams(body).get('StackName')!] ?? {});
    const members = resources.map(([logicalId, physicalId]) => {
      const type = physicalId.startsWith('arn:aws:cloudformation')
        ? 'AWS::CloudFormation::Stack'
        : 'AWS::Lambda::Function';
      return `<member><LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>${physicalId}</PhysicalResourceId><ResourceType>${type}</ResourceType></member>`;
    });
    response.setHeader('content-type', 'text/xml');
    response.end(
      `<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>${members.join('')}</StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
