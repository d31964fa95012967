import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, findOrganization, listMailDomains, readRules } from '../../lib/administration';
import { inbound } from '../rules/sample-rules';
import { type Desk, ORGANIZATION_ARN, ORGANIZATION_ID, startDesk } from './desk';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
  await desk.createRules([{ direction: 'INBOUND', rule: inbound({ name: 'a' }) }]);
});
afterAll(() => desk.stop());
afterEach(() => desk.account.workmail.faults.clear());

const organizationId = ORGANIZATION_ID;
const opened: Connection[] = [];
const open = async (settings = {}) => {
  const connection = await Connection.open(settings);
  opened.push(connection);
  return connection;
};
afterAll(() => {
  for (const connection of opened) connection.close();
});

/** With other variables in the environment. */
async function within<Result>(variables: Record<string, string | undefined>, work: () => Promise<Result>) {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  const set = (name: string, value: string | undefined) => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  for (const [name, value] of Object.entries(variables)) set(name, value);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) set(name, value);
  }
}

describe('an organization is found', () => {
  test.each([
    ['by its id', { organizationId }],
    ['by its alias, in any letter case', { organizationAlias: 'CORP' }],
    ['because it is the only one', {}],
  ])('%s', async (_how, name) => {
    expect(await findOrganization(await open(), name)).toEqual({
      organizationId,
      alias: 'corp',
      state: 'Active',
      arn: ORGANIZATION_ARN,
    });
  });

  test('with its mail domains', async () => {
    expect(await listMailDomains(await open(), organizationId)).toEqual(['corp.awsapps.com', 'corp.example']);
  });
});

test.each([
  ['ORGANIZATION_ID_INVALID', { organizationId: 'corp' }, '--organization-alias'],
  ['ORGANIZATION_NOT_FOUND', { organizationId: `m-${'0'.repeat(32)}` }, '--region'],
  ['ORGANIZATION_NOT_FOUND', { organizationAlias: 'other' }, '--profile'],
])('%s', async (code, name, remedy) => {
  const error = await findOrganization(await open(), name).catch((refusal) => refusal);
  expect(error).toMatchObject({ name: 'AdministrationError', code, remedy: expect.stringContaining(remedy) });
});

test('of two organizations one has to be named', async () => {
  desk.account.workmail.createOrganization({ alias: 'second' });
  const error = await findOrganization(await open(), {}).catch((refusal) => refusal);
  expect(error).toMatchObject({ code: 'ORGANIZATION_NOT_NAMED', problem: expect.stringContaining('second') });
});

test.each([
  [{ region: 'eu-central-1' }, 'REGION_WITHOUT_WORKMAIL', 'us-east-1, us-west-2, eu-west-1'],
  [{ region: '' }, 'REGION_MISSING', 'No Region is given'],
  [{ endpointUrl: 'localhost' }, 'ENDPOINT_INVALID', 'http://127.0.0.1:8025'],
  [{ endpointUrl: 'localhost:8025' }, 'ENDPOINT_INVALID', '--endpoint-url is "localhost:8025"'],
  [{ endpointUrl: '' }, 'ENDPOINT_INVALID', '--endpoint-url is ""'],
])('%j: %s', async (settings, code, text) => {
  const error = await open(settings).catch((refusal) => refusal);
  expect(error).toMatchObject({ code, message: expect.stringContaining(text) });
});

describe('endpoints in the environment that are none', () => {
  const WRONG = '127.0.0.1:18025';

  test.each(['AWS_ENDPOINT_URL_WORKMAIL', 'AWS_ENDPOINT_URL'])('%s', (name) =>
    within({ AWS_ENDPOINT_URL_WORKMAIL: undefined, [name]: WRONG }, async () => {
      const problem = expect.stringContaining(`${name} is "127.0.0.1:18025"`);
      await expect(open()).rejects.toMatchObject({ code: 'ENDPOINT_INVALID', problem });
      await expect(open({ endpointUrl: 'http://127.0.0.1:9' })).resolves.toBeDefined();
    }),
  );

  test('one of another service, when it is asked', () =>
    within({ AWS_ENDPOINT_URL_IAM: WRONG }, async () => {
      const connection = await open();
      const error = expect.objectContaining({ code: 'ENDPOINT_INVALID' });
      expect(() => connection.client('IAM')).toThrow(error);
    }));

  test('those that are ignored', () =>
    within({ AWS_ENDPOINT_URL_WORKMAIL: WRONG, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, async () => {
      expect((await open()).isLocal).toBe(false);
    }));
});

describe('something else than WorkMail answers', () => {
  test.each([
    ['a page', 404, '<html>nope</html>', /\(HTTP status 404\) cannot be read: Unexpected token '<'/],
    ['another API', 403, '{"message":"Forbidden"}', /\(HTTP status 403\) cannot be read: Forbidden$/],
    ['no HTTP', undefined, '220 smtp.corp.example\r\n', /Parse Error/],
  ])('%s', async (_what, status, body, said) => {
    const other = status
      ? createHttpServer((_request, response) => response.writeHead(status).end(body))
      : createServer((socket) => socket.on('error', () => undefined).end(body));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const endpointUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const error = await findOrganization(await open({ endpointUrl }), {}).catch((refusal) => refusal);
    other.close();
    expect(error).toMatchObject({
      code: 'ANSWER_UNREADABLE',
      problem: expect.stringContaining(`What answers at ${endpointUrl} is no WorkMail`),
      remedy: expect.stringContaining('--endpoint-url'),
    });
    expect(error.problem).toMatch(said);
  });
});

const folder = mkdtempSync(join(tmpdir(), 'aws-'));
// the SDK reads it once
writeFileSync(join(folder, 'credentials'), '[desk]\naws_access_key_id=local\naws_secret_access_key=local\n');
/** Nothing of the machine's own configuration. */
const NOTHING = {
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_PROFILE: undefined,
  AWS_CONFIG_FILE: join(folder, 'config'),
  AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  AWS_EC2_METADATA_DISABLED: 'true',
};

test('no Region', () =>
  within({ ...NOTHING, AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined }, async () => {
    await expect(open()).rejects.toMatchObject({ code: 'REGION_MISSING' });
  }));

test('a Region that is empty', () =>
  within({ ...NOTHING, AWS_REGION: '' }, async () => {
    await expect(open()).rejects.toMatchObject({ code: 'REGION_MISSING' });
  }));

test('no credentials', () =>
  within(NOTHING, async () => {
    const error = await findOrganization(await open(), { organizationId }).catch((refusal) => refusal);
    expect(error).toMatchObject({ code: 'NO_CREDENTIALS', remedy: expect.stringContaining('--profile') });
  }));

test('credentials of a profile', () =>
  within(NOTHING, async () => {
    const found = await findOrganization(await open({ profile: 'desk' }), { organizationId });
    expect(found.alias).toBe('corp');
    const error = await findOrganization(await open({ profile: 'none' }), { organizationId }).catch((e) => e);
    expect(error).toMatchObject({ code: 'NO_CREDENTIALS', problem: expect.stringContaining('none') });
  }));

test('credentials that nobody knows; their secret is not told', () =>
  within({ AWS_ACCESS_KEY_ID: 'AKIANOBODY', AWS_SECRET_ACCESS_KEY: 'the-secret' }, async () => {
    const error = await findOrganization(await open(), { organizationId }).catch((refusal) => refusal);
    expect(error.code).toBe('CREDENTIALS_REFUSED');
    expect(error.message).not.toContain('the-secret');
  }));

describe('WorkMail refuses', () => {
  const refusal = async (operation: string | RegExp, name: string) => {
    desk.account.workmail.faults.add({ kind: 'refuse', operation, name, message: 'as the test wants it' });
    return readRules(await open(), organizationId).catch((error) => error);
  };

  test.each([
    ['ListInboundMailFlowRules', 'UnknownOperationException', 'OPERATION_REFUSED', 'Provisioning.CONSOLE'],
    ['DescribeInboundMailFlowRule', 'AccessDeniedException', 'ACCESS_DENIED', 'workmail:DescribeInboundMailFlowRule'],
    ['ListOutboundMailFlowRules', 'OrganizationStateException', 'ORGANIZATION_NOT_ACTIVE', 'console'],
    ['ListOutboundMailFlowRules', 'ExpiredTokenException', 'CREDENTIALS_EXPIRED', 'Sign in again'],
    ['ListOutboundMailFlowRules', 'SomethingNewException', 'REFUSED', 'own answer'],
  ])('%s with %s: %s', async (operation, name, code, remedy) => {
    const error = await refusal(operation, name);
    expect(error).toMatchObject({ code, message: expect.stringContaining(remedy) });
    expect(error.problem).toMatch(new RegExp(`as the test wants it|${operation}`));
  });

  test('too often', async () => {
    desk.account.workmail.faults.add({ kind: 'throttle', operation: /^List/ });
    const error = await readRules(await open(), organizationId).catch((refused) => refused);
    expect(error).toMatchObject({ code: 'THROTTLED', meaning: 'comeBackLater' });
  }, 60_000);
});

test('nobody is there', async () => {
  const connection = await open({ endpointUrl: 'http://127.0.0.1:9' });
  const error = await findOrganization(connection, { organizationId }).catch((refusal) => refusal);
  expect(error).toMatchObject({ code: 'UNREACHABLE', remedy: expect.stringContaining('--endpoint-url') });
});

describe('beside a WorkMail on this machine', () => {
  test('no service of AWS itself is asked', () =>
    within({ AWS_ENDPOINT_URL_LAMBDA: undefined }, async () => {
      const connection = await open();
      expect([connection.has('LAMBDA'), connection.has('IAM')]).toEqual([false, true]);
      expect(() => connection.client('LAMBDA')).toThrow(
        expect.objectContaining({ code: 'UNREACHABLE', remedy: 'Set AWS_ENDPOINT_URL_LAMBDA' }),
      );
    }));

  test('AWS’s own WorkMail has all others', () =>
    within({ AWS_ENDPOINT_URL_WORKMAIL: undefined, AWS_ENDPOINT_URL_LAMBDA: undefined }, async () => {
      expect((await open()).has('LAMBDA')).toBe(true);
      expect((await open({ endpointUrl: 'https://vpce-1.workmail.us-east-1.vpce.amazonaws.com' })).has('IAM')).toBe(
        true,
      );
    }));
});
