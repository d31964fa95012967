import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { LocalAccount } from '../../../lib/local';
import { clientOptions } from './support';

let account: LocalAccount;
let client: SecretsManagerClient;
beforeAll(async () => {
  account = await LocalAccount.start();
  client = new SecretsManagerClient(clientOptions(account, 'SECRETS_MANAGER'));
});
afterAll(() => account.stop());

async function create(Name: string, SecretString?: string): Promise<string> {
  return (await client.send(new CreateSecretCommand({ Name, SecretString }))).ARN!;
}

const get = (input: { SecretId: string; VersionId?: string; VersionStage?: string }) =>
  client.send(new GetSecretValueCommand(input));

test('a secret is found by name, by ARN, and by ARN without its random end', async () => {
  const arn = await create('found', 'hunter2');
  expect(arn).toMatch(/^arn:aws:secretsmanager:us-east-1:123456789012:secret:found-[A-Za-z]{6}$/);
  for (const SecretId of [arn, 'found', arn.slice(0, -7)]) {
    expect(await get({ SecretId })).toMatchObject({ ARN: arn, Name: 'found', SecretString: 'hunter2' });
  }
});

test('a new value moves the labels; older versions can be asked for by label and by id', async () => {
  const SecretId = await create('moved', 'one');
  const { VersionId: first } = await get({ SecretId });
  const { VersionId: second } = await client.send(new PutSecretValueCommand({ SecretId, SecretString: 'two' }));
  expect(await get({ SecretId })).toMatchObject({
    SecretString: 'two',
    VersionId: second,
    VersionStages: ['AWSCURRENT'],
  });
  expect(await get({ SecretId, VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'one', VersionId: first });
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: 'three', VersionStages: ['AWSPENDING'] }));
  expect(await get({ SecretId })).toMatchObject({ SecretString: 'two' });
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: 'four' }));
  expect(await get({ SecretId, VersionId: second })).toMatchObject({ SecretString: 'two' });
  await expect(get({ SecretId, VersionId: first })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId }));
  expect(Object.values(VersionIdsToStages!).flat().sort()).toEqual(['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS']);
});

test('a value is put again with the same token only if it is the same', async () => {
  const SecretId = await create('twice');
  const ClientRequestToken = 'b7a7c8a1-5c3f-4d7b-9f5c-1d6a2f3e4b5c';
  const put = (SecretString: string) =>
    client.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken }));
  expect((await put('a')).VersionId).toBe(ClientRequestToken);
  expect((await put('a')).VersionId).toBe(ClientRequestToken);
  await expect(put('b')).rejects.toMatchObject({ name: 'ResourceExistsException' });
});

test('bytes come back as bytes', async () => {
  const SecretId = await create('bytes');
  await client.send(new PutSecretValueCommand({ SecretId, SecretBinary: Uint8Array.of(1, 2, 255) }));
  expect((await get({ SecretId })).SecretBinary).toEqual(Uint8Array.of(1, 2, 255));
});

test.each([
  ['an unknown secret', () => get({ SecretId: 'nowhere' }), 'ResourceNotFoundException'],
  ['a secret without a value', async () => get({ SecretId: await create('empty') }), 'ResourceNotFoundException'],
  ['the same name again', async () => create(await create('same').then(() => 'same')), 'ResourceExistsException'],
  [
    'no value',
    async () => client.send(new PutSecretValueCommand({ SecretId: await create('no') })),
    'InvalidParameterException',
  ],
  ['another operation', () => client.send(new ListSecretsCommand({})), 'UnknownOperationException'],
])('%s is refused', async (_what, act, name) => {
  await expect(act()).rejects.toMatchObject({ name });
});

test('a deleted secret is gone', async () => {
  const SecretId = await create('gone', 'x');
  await client.send(new DeleteSecretCommand({ SecretId }));
  await expect(get({ SecretId })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('whoever has no right is refused, whether the secret is there or not', async () => {
  const SecretId = await create('closed', 'hunter3');
  const statement = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: SecretId };
  const credentials = account.workmail.access.issue('arn:aws:sts::1:assumed-role/r/s', () => [
    { Statement: statement },
  ]);
  const other = new SecretsManagerClient({ ...clientOptions(account, 'SECRETS_MANAGER'), credentials });
  expect((await other.send(new GetSecretValueCommand({ SecretId }))).SecretString).toBe('hunter3');
  for (const SecretId of ['found', 'nowhere']) {
    await expect(other.send(new GetSecretValueCommand({ SecretId }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  }
});

test('secrets are kept for the next start, in a file that nobody else can read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  const first = await LocalAccount.start({ folder });
  const one = new SecretsManagerClient(clientOptions(first, 'SECRETS_MANAGER'));
  await one.send(new CreateSecretCommand({ Name: 'kept', SecretString: 'hunter4' }));
  await first.stop();
  const second = await LocalAccount.start({ folder });
  const two = new SecretsManagerClient(clientOptions(second, 'SECRETS_MANAGER'));
  expect((await two.send(new GetSecretValueCommand({ SecretId: 'kept' }))).SecretString).toBe('hunter4');
  await second.stop();
  const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)));
  const holding = files.filter(
    (file) => existsSync(file) && statSync(file).isFile() && readFileSync(file).includes('hunter4'),
  );
  expect(holding).toEqual([join(folder, 'cloudformation', 'cloudformation.json')]);
  expect(statSync(holding[0]!).mode & 0o777).toBe(0o600);
  rmSync(folder, { recursive: true });
});
