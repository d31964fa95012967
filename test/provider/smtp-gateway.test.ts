import { inspect } from 'node:util';
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { WorkMailClient } from '@aws-sdk/client-workmail';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { LocalAccount } from '../../lib/local';
import type { SmtpGateway } from '../../lib/local/workmail';
import type { RotationEvent } from '../../lib/provider';
import { handler } from '../../lib/provider/handler';
import type { CustomResourceEvent } from '../../lib/provider/protocol';
import { CreateSmtpGatewayCommand, UpdateSmtpGatewayCommand } from '../../lib/workmail-api';
import { PROVIDER_ARN, ProviderDesk } from './desk';
import { ORGANIZATION } from './support';

// Jest takes no dynamic import.
jest.mock('../../lib/provider/lazy-clients', () => ({
  loadCloudFormation: async () => jest.requireActual('@aws-sdk/client-cloudformation'),
  loadSecretsManager: async () => jest.requireActual('@aws-sdk/client-secrets-manager'),
}));

const PASSWORD = 'correct "horse" <battery> & staple';

let account: LocalAccount;
let desk: ProviderDesk;
let stackId: string;
let secrets: SecretsManagerClient;
let person: WorkMailClient;

beforeAll(async () => {
  account = await LocalAccount.start();
  desk = await ProviderDesk.start(account);
  // For CloudFormation's list of the stack's resources, on which no gateway stands.
  const app = new App();
  new CfnResource(new Stack(app, 'Mail'), 'Log', { type: 'AWS::Logs::LogGroup' });
  stackId = (await account.deploy(app.synth().directory)).stacks[0]!.id;
  const { endpoints, workmail } = account;
  const options = { region: workmail.region, credentials: workmail.access.root };
  secrets = new SecretsManagerClient({ ...options, endpoint: endpoints.SECRETS_MANAGER });
  person = new WorkMailClient({ ...options, endpoint: workmail.endpoint });
});

afterAll(async () => {
  await account.stop();
  await desk.stop();
});

beforeEach(() => desk.clear());

afterEach(() => {
  jest.restoreAllMocks();
  // Whatever happens, nothing that leaves the function holds the password.
  expect(everythingTold()).not.toMatch(/horse|staple/);
});

const everythingTold = () => `${desk.output}${JSON.stringify(desk.puts)}`;

let made = 0;

async function secret(SecretString = PASSWORD): Promise<string> {
  return (await secrets.send(new CreateSecretCommand({ Name: `secret-${++made}`, SecretString }))).ARN!;
}

function gateway(SmtpGatewayName: string, more: object = {}) {
  return {
    SmtpGatewayName,
    HostName: 'smtp.relay.example',
    PortNumber: '587',
    Enabled: 'true',
    Authentication: { UserCredentials: { Username: 'corp' } },
    ...more,
  };
}

function properties(SmtpGateway: object, SecretId: string, more: object = {}) {
  return { OrganizationId: ORGANIZATION, SmtpGateway, PasswordSecret: { SecretId, ...more } };
}

const settle = (more: Partial<CustomResourceEvent>, remaining?: number) => {
  const about = { StackId: stackId, LogicalResourceId: 'Gateway', ResourceType: 'Custom::WorkMailSmtpGateway' };
  return desk.settle(desk.event({ ...about, ...more }), remaining);
};

function live(name: string): SmtpGateway | undefined {
  return account.workmail.organizations[0]!.smtpGateways.find(({ SmtpGatewayName }) => SmtpGatewayName === name);
}

const hasPassword = (name: string, password = PASSWORD) =>
  account.workmail.isGatewayPassword(ORGANIZATION, name, password);

const id = (name: string) => `${ORGANIZATION}/smtp-gateway/${name}`;

/** A gateway that a person made in the console. */
async function typed(name: string, more: object = {}): Promise<void> {
  const SmtpGateway = { ...gateway(name, more), PortNumber: 587, Enabled: true } as never;
  await person.send(new CreateSmtpGatewayCommand({ OrganizationId: ORGANIZATION, SmtpGateway }));
}

test('a Create, an Update and a Delete go through, with the password from the secret', async () => {
  const SecretId = await secret();
  const created = await settle({ ResourceProperties: properties(gateway('relay'), SecretId) });
  expect(created).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id('relay') });
  expect(live('relay')).toMatchObject({ HostName: 'smtp.relay.example', PortNumber: 587, Enabled: true });
  expect(hasPassword('relay')).toBe(true);

  const before = properties(gateway('relay'), SecretId);
  const after = properties(gateway('relay', { HostName: 'two.relay.example', Enabled: 'false' }), SecretId);
  const update = { RequestType: 'Update', PhysicalResourceId: id('relay'), OldResourceProperties: before } as const;
  expect(await settle({ ...update, ResourceProperties: after })).toMatchObject({ PhysicalResourceId: id('relay') });
  expect(live('relay')).toMatchObject({ HostName: 'two.relay.example', Enabled: false });

  await settle({ RequestType: 'Delete', PhysicalResourceId: id('relay'), ResourceProperties: after });
  expect(live('relay')).toBeUndefined();
  expect(
    desk.output
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  ).toEqual(
    ['Create', 'Update', 'Delete'].map((requestType) =>
      expect.objectContaining({ requestType, organizationId: ORGANIZATION, gatewayName: 'relay', outcome: 'SUCCESS' }),
    ),
  );
});

describe('the password', () => {
  test('is a member of a JSON document', async () => {
    const SecretId = await secret(JSON.stringify({ username: 'corp', password: PASSWORD }));
    await settle({ ResourceProperties: properties(gateway('field'), SecretId, { JsonField: 'password' }) });
    expect(hasPassword('field')).toBe(true);
  });

  test('is that of the version which the properties name; another version alone is a change', async () => {
    const SecretId = await secret('horse one');
    const { VersionId } = await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: 'horse two' }));
    const [one, two] = [{}, { VersionId }].map((more) => properties(gateway('versions'), SecretId, more));
    await settle({ ResourceProperties: one });
    expect(hasPassword('versions', 'horse two')).toBe(true);
    await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: 'horse three' }));
    const update = { RequestType: 'Update', PhysicalResourceId: id('versions') } as const;
    await settle({ ...update, ResourceProperties: two, OldResourceProperties: one });
    expect(hasPassword('versions', 'horse two')).toBe(true);
    await settle({ ...update, ResourceProperties: one, OldResourceProperties: two });
    expect(hasPassword('versions', 'horse three')).toBe(true);
  });

  test.each([
    ['an unknown secret', 'secretNotFound', async () => ['arn:aws:secretsmanager:us-east-1:1:secret:none-abcdef', {}]],
    ['a version without a value', 'secretNotFound', async () => [await secret(), { VersionId: 'x'.repeat(32) }]],
    ['no JSON', 'secretNotJson', async () => [await secret(), { JsonField: 'password' }]],
    ['a list', 'secretNotJson', async () => [await secret('["horse"]'), { JsonField: '0' }]],
    ['another field', 'secretField', async () => [await secret('{"pass":"horse"}'), { JsonField: 'password' }]],
    ['an inherited field', 'secretField', async () => [await secret('{"a":"horse"}'), { JsonField: 'toString' }]],
    [
      'a field that is no text',
      'secretField',
      async () => [await secret('{"password":{"horse":1}}'), { JsonField: 'password' }],
    ],
    ['an empty text', 'secretEmpty', async () => [await secret('{"password":""}'), { JsonField: 'password' }]],
  ] as const)('%s: %s, and nothing is written', async (_what, code, find) => {
    const [SecretId, more] = await find();
    const name = `without-${++made}`;
    const ResourceProperties = properties(gateway(name), SecretId as string, more as object);
    const answer = await settle({ ResourceProperties });
    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining(`[cdk-workmail-flow:${code}]`),
      PhysicalResourceId: `not-written:${id(name)}`,
    });
    expect(live(name)).toBeUndefined();
    const { PhysicalResourceId } = answer;
    expect(await settle({ RequestType: 'Delete', PhysicalResourceId, ResourceProperties })).toMatchObject({
      Status: 'SUCCESS',
    });
  });

  test.each([
    ['as it is', PASSWORD],
    ['in JSON', JSON.stringify(PASSWORD)],
    ['in HTML', 'correct &quot;horse&quot; &lt;battery&gt; &amp; staple'],
    ['in a URL', encodeURIComponent(PASSWORD)],
    ['in Base64', Buffer.from(PASSWORD).toString('base64')],
  ])('is in no error, though WorkMail quotes it %s', async (_how, quoted) => {
    const message = `1 validation error detected: Value ${quoted} at 'password' failed to satisfy constraint`;
    account.workmail.faults.add({ kind: 'refuse', name: 'InvalidParameterException', message, operation: /^Create/ });
    const answer = await settle({ ResourceProperties: properties(gateway('quoted'), await secret()) });
    expect(answer.Reason).toMatch(
      /:invalidInput\] CreateSmtpGateway was answered by InvalidParameterException: .*withheld/,
    );
    expect(everythingTold()).not.toContain(quoted);
  });

  test('is not told either where WorkMail should tell it', async () => {
    const send = WorkMailClient.prototype.send;
    jest.spyOn(WorkMailClient.prototype, 'send').mockImplementation(async function (
      this: unknown,
      ...parameters: unknown[]
    ) {
      const answer = (await Reflect.apply(send, this, parameters)) as { SmtpGateway?: SmtpGateway };
      if (!answer.SmtpGateway) return answer;
      const UserCredentials = { Username: 'by hand', Password: PASSWORD };
      return { SmtpGateway: { ...answer.SmtpGateway, Status: 'ACTIVE', Authentication: { UserCredentials } } };
    } as never);
    await typed('told', { Authentication: { UserCredentials: { Username: 'by hand' } } });
    const answer = await settle({ ResourceProperties: properties(gateway('told'), await secret()) });
    expect(answer.Reason).toMatch(/:gatewayExists\].*Username is "by hand", declared "corp"/);
  });
});

describe('likeness is no title', () => {
  test('a Create that meets a gateway of the name fails, though WorkMail takes the same settings twice', async () => {
    await typed('theirs');
    const ResourceProperties = properties(gateway('theirs'), await secret());
    const answer = await settle({ ResourceProperties });
    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/:gatewayExists\].*adoptExisting/),
    });
    await settle({ RequestType: 'Delete', PhysicalResourceId: answer.PhysicalResourceId, ResourceProperties });
    expect(live('theirs')).toBeDefined();
    expect(hasPassword('theirs')).toBe(false);
  });

  test('adoption changes nothing, the password included, and needs equal settings', async () => {
    await typed('adopted', { HostName: 'SMTP.Relay.example' });
    const adopt = async (more: object = {}) =>
      settle({
        ResourceProperties: { ...properties(gateway('adopted', more), await secret()), AdoptExisting: 'true' },
      });
    expect((await adopt({ PortNumber: '25' })).Reason).toMatch(/:adoptDifferent\].*PortNumber is 587, declared 25/);
    expect(await adopt()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id('adopted') });
    expect(hasPassword('adopted')).toBe(false);
  });
});

test('what a person changed meanwhile is kept in the log before it is overwritten', async () => {
  const SecretId = await secret();
  const before = properties(gateway('edited'), SecretId);
  await settle({ ResourceProperties: before });
  const edited = { ...live('edited'), HostName: 'by.hand.example' } as never;
  await person.send(new UpdateSmtpGatewayCommand({ OrganizationId: ORGANIZATION, SmtpGateway: edited }));
  const after = properties(gateway('edited', { PortNumber: '465' }), SecretId);
  const update = { RequestType: 'Update', PhysicalResourceId: id('edited'), OldResourceProperties: before } as const;
  await settle({ ...update, ResourceProperties: after });
  expect(desk.output).toContain('"note":"overwritten"');
  expect(desk.output).toContain('by.hand.example');
  expect(live('edited')).toMatchObject({ HostName: 'smtp.relay.example', PortNumber: 465 });
});

test('another name is another gateway; the old one is removed by its own Delete', async () => {
  const SecretId = await secret();
  const [one, two] = ['before', 'after'].map((name) => properties(gateway(name), SecretId)) as [object, object];
  await settle({ ResourceProperties: one as never });
  const { PhysicalResourceId } = await settle({
    RequestType: 'Update',
    PhysicalResourceId: id('before'),
    ResourceProperties: two as never,
    OldResourceProperties: one as never,
  });
  expect(PhysicalResourceId).toMatch(/^after-[0-9a-f]{16}-[0-9a-f]{16}:.*\/smtp-gateway\/after$/);
  expect([live('before'), live('after')].every(Boolean)).toBe(true);
});

test.each(['throttle', 'internalFailure', 'cutBeforeWrite', 'cutAfterWrite'] as const)(
  'a Create survives "%s"',
  async (kind) => {
    account.workmail.faults.add({ operation: 'CreateSmtpGateway', kind, times: 2 });
    const name = `despite-${kind}`;
    const answer = await settle({ ResourceProperties: properties(gateway(name), await secret()) });
    expect(answer).toMatchObject({ Status: 'SUCCESS' });
    expect(hasPassword(name)).toBe(true);
  },
  20_000,
);

test('a Create that does not end in time leaves what the Delete after it removes', async () => {
  account.workmail.faults.add({ operation: 'CreateSmtpGateway', kind: 'delay', milliseconds: 1500, times: 1 });
  const ResourceProperties = properties(gateway('slow'), await secret());
  const answer = await settle({ ResourceProperties }, 20_800);
  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: expect.stringMatching(/^unknown-/) });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await settle({ RequestType: 'Delete', PhysicalResourceId: answer.PhysicalResourceId, ResourceProperties });
  expect(live('slow')).toBeUndefined();
});

test('properties that were tokens are checked before anything is called', async () => {
  const before = account.workmail.requests.length;
  const wrong = gateway('wrong', { HostName: 'smtp://relay.example', PortNumber: 'many' });
  const answer = await settle({ ResourceProperties: properties(wrong, '') });
  expect(answer.Reason).toMatch(/:gatewayHost\].*PortNumber is "many".*PasswordSecret\.SecretId is ""/);
  expect(account.workmail.requests).toHaveLength(before);
});

describe('an Update that WorkMail refuses', () => {
  const refuseUpdates = () =>
    account.workmail.faults.add({ kind: 'refuse', name: 'InvalidParameterException', operation: 'UpdateSmtpGateway' });

  test('fails, and the roll-back that finds everything as it was does not', async () => {
    const SecretId = await secret();
    const [before, after] = ['587', '465'].map((PortNumber) => properties(gateway('stuck', { PortNumber }), SecretId));
    await settle({ ResourceProperties: before });
    refuseUpdates();
    const update = { RequestType: 'Update', PhysicalResourceId: id('stuck') } as const;
    const forward = await settle({ ...update, ResourceProperties: after, OldResourceProperties: before });
    expect(forward).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining(':invalidInput]') });
    const back = await settle({ ...update, ResourceProperties: before, OldResourceProperties: after });
    expect(back).toMatchObject({ Status: 'SUCCESS' });
    expect(desk.output).toContain('"note":"notRefreshed"');
  });

  test('fails if it is the password that is to change', async () => {
    const [one, two] = [await secret(), await secret()];
    await settle({ ResourceProperties: properties(gateway('secret'), one) });
    refuseUpdates();
    const answer = await settle({
      RequestType: 'Update',
      PhysicalResourceId: id('secret'),
      ResourceProperties: properties(gateway('secret'), two),
      OldResourceProperties: properties(gateway('secret'), one),
    });
    expect(answer).toMatchObject({ Status: 'FAILED' });
  });
});

describe('a gateway to which a rule routes', () => {
  test('cannot be removed, and the error says what must go first', async () => {
    const ResourceProperties = properties(gateway('used'), await secret());
    await settle({ ResourceProperties });
    const { faults } = account.workmail;
    faults.add({ kind: 'refuse', name: 'EntityStateException', message: 'in use', operation: 'DeleteSmtpGateway' });
    const answer = await settle({ RequestType: 'Delete', PhysicalResourceId: id('used'), ResourceProperties });
    expect(answer.Reason).toMatch(/:wrongState\].*A rule that routes to the gateway must go first/);
  });
});

describe('a secret with a new value', () => {
  const rotate = (name: string, SecretId: string, more: object = {}) => {
    const event = { WorkMailFlow: 'RotateSmtpGatewayPassword', ...properties(gateway(name, more), SecretId) };
    const context = { invokedFunctionArn: PROVIDER_ARN, getRemainingTimeInMillis: () => 180_000 };
    return handler(event as unknown as RotationEvent, context);
  };

  test('changes the password, and nothing else of the gateway', async () => {
    const SecretId = await secret('horse one');
    await settle({ ResourceProperties: properties(gateway('rotated'), SecretId) });
    const edited = { ...live('rotated'), HostName: 'by.hand.example' } as never;
    await person.send(new UpdateSmtpGatewayCommand({ OrganizationId: ORGANIZATION, SmtpGateway: edited }));
    await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: PASSWORD }));
    desk.clear();
    await rotate('rotated', SecretId);
    expect(hasPassword('rotated')).toBe(true);
    expect(live('rotated')).toEqual(edited);
    expect(desk.puts).toEqual([]);
    expect(JSON.parse(desk.output)).toMatchObject({
      event: 'RotateSmtpGatewayPassword',
      gatewayName: 'rotated',
      outcome: 'SUCCESS',
      // nothing slow between the last two: what a deployment changes meanwhile would be written back
      calls: ['GetSecretValue', 'DescribeSmtpGateway', 'UpdateSmtpGateway'].map((operation) =>
        expect.objectContaining({ operation }),
      ),
    });
  });

  test('is an error where the gateway is gone or has another user, so that Lambda calls again', async () => {
    await typed('another', { Authentication: { UserCredentials: { Username: 'by hand' } } });
    const SecretId = await secret();
    await expect(rotate('nowhere', SecretId)).rejects.toThrow(/:gatewayGone\]/);
    await expect(rotate('another', SecretId)).rejects.toThrow(/:gatewayUserChanged\].*"by hand".*"corp"/);
    expect(hasPassword('another')).toBe(false);
  });

  test('is an error without the password where WorkMail quotes it', async () => {
    await typed('echo');
    const message = `Value ${PASSWORD} is too good`;
    account.workmail.faults.add({ kind: 'refuse', name: 'ValidationException', message, operation: /^Update/ });
    const failure = await rotate('echo', await secret()).catch((error: Error) => error);
    expect(failure).toMatchObject({ message: expect.stringMatching(/:invalidInput\].*withheld/) });
    expect(inspect(failure, { depth: 10 })).not.toContain('horse');
  });
});
