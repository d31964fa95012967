import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { InboundAction, InboundMailFlowRule, Organization } from '../../lib';
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
