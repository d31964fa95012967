import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CfnOutput, CfnResource, Duration, type Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  InboundAction,
  InboundMailFlowRule,
  type IOrganization,
  OutboundAction,
  OutboundMailFlowRule,
  RotateWith,
  SmtpGateway,
  type SmtpGatewayProps,
} from '../../lib';
import { CreateOutboundMailFlowRuleCommand, DeleteOutboundMailFlowRuleCommand } from '../../lib/workmail-api';
import { type EndToEndDesk, failureOf, ORGANIZATION_ID, startDesk } from './desk';

// Functions start in processes of their own.
jest.setTimeout(30_000);

let desk: EndToEndDesk;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  desk = await startDesk({ folder });
});
afterEach(async () => {
  await desk.stop();
  rmSync(folder, { recursive: true });
});

type Declared = Partial<SmtpGatewayProps> & { readonly also?: (stack: Stack, gateway: SmtpGateway) => void };

/** A secret that Secrets Manager makes up, a gateway with it, a rule that routes to it and one that falls back to it. */
function stackOf({ also, ...props }: Declared = {}) {
  return (stack: Stack, organization: IOrganization) => {
    const secret = new Secret(stack, 'Password', {
      secretName: 'relay',
      generateSecretString: { secretStringTemplate: '{"username":"corp"}', generateStringKey: 'password' },
    });
    const gateway = new SmtpGateway(stack, 'Relay', {
      organization,
      smtpGatewayName: 'relay',
      host: 'smtp.relay.example',
      port: 587,
      username: 'corp',
      passwordSecret: secret,
      passwordJsonField: 'password',
      ...props,
    });
    const handler = new LambdaFunction(stack, 'Screening', {
      code: Code.fromInline('exports.handler = async () => ({ actions: [] });'),
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
    });
    const route = OutboundAction.routeToSmtpGateway(gateway);
    const screen = { fallbackAction: route, ruleTimeout: Duration.minutes(1) };
    new OutboundMailFlowRule(stack, 'Route', {
      organization,
      ruleName: 'route',
      senders: ['a.example'],
      action: route,
    });
    new OutboundMailFlowRule(stack, 'Screen', {
      organization,
      ruleName: 'screen',
      action: OutboundAction.runLambdaSynchronously(handler, screen),
    });
    new CfnOutput(stack, 'SecretArn', { value: secret.secretArn });
    also?.(stack, gateway);
  };
}

/** Something that fails, after everything else. */
const fails = (stack: Stack) => {
  const broken = new CfnResource(stack, 'Broken', {
    type: 'AWS::Lambda::Permission',
    properties: { Action: 'lambda:InvokeFunction', FunctionName: 'no-such-function', Principal: 'x.amazonaws.com' },
  });
  for (const id of ['Route', 'Screen', 'Relay']) broken.node.addDependency(stack.node.findChild(id));
};

const gateways = () => desk.account.workmail.organizations[0]!.smtpGateways;
const has = (password: string, name = 'relay') =>
  desk.account.workmail.isGatewayPassword(ORGANIZATION_ID, name, password);

/** The password that Secrets Manager has now. */
function current(): string {
  const { secrets } = desk.account.cloudFormation.account;
  const [, { value }] = secrets.version(secrets.find('relay')!, {})!;
  return JSON.parse((value as { SecretString: string }).SecretString).password;
}

async function put(password: string): Promise<string> {
  const { endpoints, workmail } = desk.account;
  const options = { endpoint: endpoints.SECRETS_MANAGER, region: workmail.region, credentials: workmail.access.root };
  const SecretString = JSON.stringify({ username: 'corp', password });
  const command = new PutSecretValueCommand({ SecretId: 'relay', SecretString });
  return (await new SecretsManagerClient(options).send(command)).VersionId!;
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !condition(); await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (Date.now() > end) throw new Error('it did not come about');
  }
}

test('a gateway is made with its rules, changed, and removed with them', async () => {
  expect(await desk.deploy(stackOf())).toMatchObject({ outcome: 'created' });
  expect(gateways()).toEqual([
    {
      SmtpGatewayName: 'relay',
      HostName: 'smtp.relay.example',
      PortNumber: 587,
      Enabled: true,
      Authentication: { UserCredentials: { Username: 'corp' } },
    },
  ]);
  expect(has(current())).toBe(true);
  expect(await desk.deploy(stackOf())).toMatchObject({ outcome: 'unchanged' });
  expect(await desk.deploy(stackOf({ port: 465, enabled: false }))).toMatchObject({ outcome: 'updated' });
  expect(gateways()).toMatchObject([{ PortNumber: 465, Enabled: false }]);
  expect((await desk.account.destroy('Mail')).succeeded).toBe(true);
  expect([gateways(), desk.rules().outbound]).toEqual([[], []]);
});

test('a gateway that gets another name is replaced: rules route to the new one before the old one goes', async () => {
  await desk.deploy(stackOf());
  expect(await desk.deploy(stackOf({ smtpGatewayName: 'hub' }))).toMatchObject({ outcome: 'updated' });
  expect(gateways().map(({ SmtpGatewayName }) => SmtpGatewayName)).toEqual(['hub']);
  expect(JSON.stringify(desk.rules().outbound)).not.toContain('"relay"');
  expect(has(current(), 'hub')).toBe(true);
});

test('a deployment that fails leaves gateways and rules as they were, passwords included', async () => {
  const before = await desk.deploy(stackOf({ also: fails }));
  expect(before.status).toBe('ROLLBACK_COMPLETE');
  expect([gateways(), desk.rules().outbound]).toEqual([[], []]);

  await desk.deploy(stackOf());
  const [was, rules] = [gateways(), desk.rules()];
  for (const change of [{ port: 465 }, { smtpGatewayName: 'hub' }]) {
    const report = await desk.deploy(stackOf({ ...change, also: fails }));
    expect(report.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([gateways(), desk.rules()]).toEqual([was, rules]);
    expect(has(current())).toBe(true);
  }
});

describe('a rotated password', () => {
  test('is picked up when secretVersionId changes, and taken back when that deployment fails', async () => {
    await desk.deploy(stackOf());
    const first = current();
    const secretVersionId = await put('correct horse');
    expect(has(first)).toBe(true);
    expect((await desk.deploy(stackOf({ secretVersionId }))).outcome).toBe('updated');
    expect(has('correct horse')).toBe(true);
    const next = await put('battery staple');
    expect((await desk.deploy(stackOf({ secretVersionId: next, also: fails }))).outcome).toBe('failed');
    expect(has('correct horse')).toBe(true);
    expect((await desk.deploy(stackOf({ secretVersionId: next }))).outcome).toBe('updated');
    expect(has('battery staple')).toBe(true);
  });

  test('is picked up at once with RotateWith.SECRET, and no longer without', async () => {
    await desk.deploy(stackOf({ rotateWith: RotateWith.SECRET }));
    await put('correct horse');
    await until(() => has('correct horse'));
    await desk.deploy(stackOf());
    await put('battery staple');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(has('correct horse')).toBe(true);
    expect(desk.lines.filter((line) => line.includes('RotateSmtpGatewayPassword'))).toHaveLength(1);
  });

  test('survives a WorkMail that fails at first: Lambda calls again', async () => {
    await desk.deploy(stackOf({ rotateWith: RotateWith.SECRET }));
    const refusal = { kind: 'refuse', name: 'EntityStateException', operation: 'UpdateSmtpGateway', times: 1 } as const;
    desk.account.workmail.faults.add(refusal);
    await put('correct horse');
    await until(() => has('correct horse'));
  });
});

test('the password is nowhere but in Secrets Manager and in the one request to WorkMail', async () => {
  await desk.deploy(stackOf({ rotateWith: RotateWith.SECRET }));
  const passwords = [current(), 'correct "horse" battery', 'quoted staple'];
  await put(passwords[1]!);
  await until(() => has(passwords[1]!));
  await put(passwords[2]!);
  await until(() => has(passwords[2]!));
  // Errors that quote it, at deployment and at rotation.
  const { faults } = desk.account.workmail;
  const quoting = passwords.map((password) => `${password} ${JSON.stringify(password)}`).join(' ');
  faults.add({
    kind: 'refuse',
    name: 'InvalidParameterException',
    message: quoting,
    operation: 'UpdateSmtpGateway',
    times: 3,
  });
  const report = await desk.deploy(stackOf({ port: 465, rotateWith: RotateWith.SECRET }));
  expect(failureOf(report)).toContain('withheld');
  await put(passwords[2]!);
  await until(() => desk.lines.some((line) => line.includes('"outcome":"FAILED"') && line.includes('Rotate')));
  faults.clear();
  await desk.deploy(stackOf({ port: 25, rotateWith: RotateWith.SECRET }));

  const { workmail, cloudFormation } = desk.account;
  const told = {
    report,
    events: desk.events,
    logs: desk.lines,
    notices: desk.notices,
    requests: workmail.requests,
    organizations: workmail.organizations,
    stacks: cloudFormation.stacks(),
    resources: cloudFormation.resources('Mail'),
  };
  // The state is written a moment later.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const files = [folder, desk.folder].flatMap((root) =>
    readdirSync(root, { recursive: true })
      .map((name) => join(root, String(name)))
      .filter((file) => statSync(file).isFile()),
  );
  const state = join(folder, 'cloudformation', 'cloudformation.json');
  const { account, ...stateOfStacks } = JSON.parse(readFileSync(state, 'utf8'));
  const { secrets, ...stateOfAccount } = account;
  const places: Record<string, string> = {
    ...Object.fromEntries(Object.entries(told).map(([name, value]) => [name, JSON.stringify(value)])),
    ...Object.fromEntries(files.filter((file) => file !== state).map((file) => [file, readFileSync(file, 'utf8')])),
    stateOfStacks: JSON.stringify(stateOfStacks),
    stateOfAccount: JSON.stringify(stateOfAccount),
  };
  expect(Object.keys(places).filter((name) => name.endsWith('.template.json'))).toHaveLength(3);
  expect(Object.keys(places).filter((name) => name.includes('/workmail/'))).not.toHaveLength(0);
  expect(JSON.stringify(secrets)).toContain('quoted staple');
  for (const password of passwords) {
    const forms = [
      password,
      JSON.stringify(password).slice(1, -1),
      encodeURIComponent(password),
      Buffer.from(password).toString('base64'),
    ];
    const found = Object.entries(places).filter(([, text]) => forms.some((form) => text.includes(form)));
    expect(found.map(([name]) => name)).toEqual([]);
  }
});

test('a gateway to which somebody else’s rule routes stays, and the stack says what must go first', async () => {
  await desk.deploy(stackOf());
  const Rule = {
    Name: 'theirs',
    Condition: { SenderRuleCondition: { Patterns: ['b.example'] }, DestinationRuleCondition: { Patterns: ['*'] } },
    Action: { SmtpRoutingAction: { SmtpGatewayName: 'relay' } },
  };
  await desk.person.send(new CreateOutboundMailFlowRuleCommand({ OrganizationId: ORGANIZATION_ID, Rule }));
  const [report] = (await desk.account.destroy('Mail')).stacks;
  expect(report?.status).toBe('DELETE_FAILED');
  expect(failureOf(report!)).toMatch(/"theirs" routes to the SMTP gateway "relay".*must go first, or route elsewhere/);
  expect(gateways()).toHaveLength(1);
  const input = { OrganizationId: ORGANIZATION_ID, RuleName: 'theirs' };
  await desk.person.send(new DeleteOutboundMailFlowRuleCommand(input));
  expect((await desk.account.destroy('Mail')).succeeded).toBe(true);
});

test('rights that arrive late are waited for', async () => {
  await desk.stop();
  desk = await startDesk({ rightsArriveAfterMilliseconds: 1500 });
  expect(await desk.deploy(stackOf())).toMatchObject({ outcome: 'created' });
  expect(has(current())).toBe(true);
});

test('a stack of rules without a gateway reads no secret', async () => {
  await desk.deploy((stack, organization) => {
    new InboundMailFlowRule(stack, 'Rule', { organization, ruleName: 'one', action: InboundAction.deliver() });
  });
  expect(desk.lines.join('')).not.toContain('GetSecretValue');
});
