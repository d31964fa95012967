import { matchesPattern, unknownIn } from '../../../lib/local/cloudformation/account/event-pattern';
import { type Desk, role, startDesk } from './desk';
import { deployOn, failureOf, lambda } from './desk-functions';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

const secret = (Properties: object = {}) => ({ Type: 'AWS::SecretsManager::Secret', Properties });

function currentValue(arn: string): string {
  const { secrets } = desk.local.account;
  const [, version] = secrets.version(secrets.find(arn)!, {})!;
  return (version.value as { SecretString: string }).SecretString;
}

describe('a secret of a stack', () => {
  const deploy = async (name: string, properties: object) => {
    const report = await deployOn(desk, name, { Secret: secret(properties) }, { Arn: { Ref: 'Secret' } });
    return report.outcome === 'failed' ? Promise.reject(new Error(failureOf(report))) : report.outputs.Arn!;
  };

  test('has the text that the template gives, and a new version when that changes', async () => {
    const arn = await deploy('given', { SecretString: 'one' });
    expect(currentValue(arn)).toBe('one');
    expect(await deploy('given', { SecretString: 'two' })).toBe(arn);
    expect(currentValue(arn)).toBe('two');
    await desk.local.destroy('given');
    expect(desk.local.account.secrets.find(arn)).toBeUndefined();
  });

  test('has a generated text, alone or as a member of a document', async () => {
    expect(currentValue(await deploy('alone', { GenerateSecretString: {} }))).toMatch(
      /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^a-zA-Z0-9]).{32}$/,
    );
    const GenerateSecretString = {
      SecretStringTemplate: '{"username":"relay"}',
      GenerateStringKey: 'password',
      PasswordLength: 12,
      ExcludePunctuation: true,
      ExcludeUppercase: 'true',
      ExcludeCharacters: 'abc0',
    };
    const document = JSON.parse(currentValue(await deploy('document', { GenerateSecretString })));
    expect(document).toEqual({ username: 'relay', password: expect.stringMatching(/^[d-z1-9]{12}$/) });
  });

  test('keeps its value when something else changes', async () => {
    const arn = await deploy('kept', { GenerateSecretString: {} });
    const before = currentValue(arn);
    await deploy('kept', { GenerateSecretString: {}, Description: 'new' });
    expect(currentValue(arn)).toBe(before);
  });

  test.each([
    [{ SecretString: 'a', GenerateSecretString: {} }, /not both/],
    [{ GenerateSecretString: { SecretStringTemplate: 'no json', GenerateStringKey: 'x' } }, /must be a JSON object/],
    [{ GenerateSecretString: { SecretStringTemplate: '{}' } }, /'GenerateStringKey' is required/],
  ])('cannot be %j', async (properties, message) => {
    await expect(deploy(`refused-${Math.random()}`.replace('.', ''), properties)).rejects.toThrow(message);
  });
});

describe('a rule of the event bus', () => {
  const PRINTS = lambda('exports.handler = async (event) => console.log("told", JSON.stringify(event));');
  const permission = (more: object = {}) => ({
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'Prints' },
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': 'Rule.Arn' },
      ...more,
    },
  });
  const rule = (more: object = {}, target: object = {}) => ({
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: {
        source: ['aws.secretsmanager'],
        resources: [{ Ref: 'Secret' }],
        detail: { labelUpdated: ['AWSCURRENT'] },
      },
      State: 'ENABLED',
      Targets: [{ Id: 'Prints', Arn: { 'Fn::GetAtt': 'Prints.Arn' }, ...target }],
      ...more,
    },
  });
  const base = { Role: role(), Secret: secret({ SecretString: 'one' }), Prints: PRINTS };
  const told = () => desk.logs.filter((line) => line.startsWith('told')).map((line) => JSON.parse(line.slice(5)));

  test('calls its target when a new value becomes current, and not for another secret or label', async () => {
    const report = await deployOn(
      desk,
      'bus',
      { ...base, Rule: rule(), Allowed: permission() },
      { Arn: { Ref: 'Secret' } },
    );
    const arn = report.outputs.Arn!;
    const { secrets } = desk.local.account;
    const value = { SecretString: 'two' };
    const other = secrets.create('other', undefined, { value });
    secrets.put(other.arn, { value });
    secrets.put(arn, { value, labels: ['AWSPENDING'] });
    const { versionId } = secrets.put(arn, { value });
    await desk.waitUntil(() => told().length > 0);
    expect(told()).toEqual([
      expect.objectContaining({
        'detail-type': 'Secret Label Updated',
        source: 'aws.secretsmanager',
        resources: [arn],
        detail: { name: secrets.find(arn)?.name, labelUpdated: 'AWSCURRENT', versionId },
      }),
    ]);
    expect(JSON.stringify(told())).not.toContain('"two"');
  });

  test('hands over its own input, and is told of where the target does not let it in', async () => {
    const resources = { ...base, Rule: rule({}, { Input: '{"mine":1}' }), Allowed: permission() };
    const { outputs } = await deployOn(desk, 'input', resources, { Arn: { Ref: 'Secret' } });
    desk.logs.length = 0;
    desk.local.account.secrets.put(outputs.Arn!, { value: { SecretString: 'x' } });
    await desk.waitUntil(() => told().length > 0);
    expect(told()).toEqual([{ mine: 1 }]);

    const closed = {
      ...base,
      Rule: rule(),
      Allowed: permission({ SourceArn: 'arn:aws:events:us-east-1:1:rule/other' }),
    };
    const { outputs: second } = await deployOn(desk, 'closed', closed, { Arn: { Ref: 'Secret' } });
    desk.local.account.secrets.put(second.Arn!, { value: { SecretString: 'x' } });
    await desk.waitUntil(() => desk.notices.some((notice) => notice.includes('events.amazonaws.com may not call')));
  });

  test('that is disabled, or gone, calls nothing', async () => {
    const resources = { ...base, Rule: rule({ State: 'DISABLED' }), Allowed: permission() };
    const { outputs } = await deployOn(desk, 'off', resources, { Arn: { Ref: 'Secret' } });
    desk.logs.length = 0;
    desk.local.account.secrets.put(outputs.Arn!, { value: { SecretString: 'x' } });
    await deployOn(desk, 'off', { ...base }, { Arn: { Ref: 'Secret' } });
    desk.local.account.secrets.put(outputs.Arn!, { value: { SecretString: 'y' } });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(told()).toEqual([]);
  });

  test('with a pattern that is not understood here is refused', async () => {
    const EventPattern = { detail: { size: [{ numeric: ['>', 1] }] } };
    const report = await deployOn(desk, 'unknown', { ...base, Rule: rule({ EventPattern }) });
    expect(failureOf(report)).toContain('numeric is not known here');
  });
});

describe('event patterns', () => {
  const event = { source: 'aws.x', resources: ['arn:a', 'arn:b'], detail: { label: 'Current', size: 3, none: null } };

  test.each<[boolean, Record<string, unknown>]>([
    [true, {}],
    [true, { source: ['aws.y', 'aws.x'] }],
    [false, { source: ['aws.y'] }],
    [true, { resources: ['arn:b'] }],
    [true, { resources: [{ prefix: 'arn:' }], detail: { size: [3] } }],
    [false, { detail: { size: ['3'] } }],
    [true, { detail: { label: [{ suffix: 'rent' }], none: [null] } }],
    [true, { detail: { label: [{ 'equals-ignore-case': 'current' }] } }],
    [false, { detail: { label: [{ 'anything-but': ['Current', 'x'] }] } }],
    [true, { detail: { other: [{ exists: false }], label: [{ exists: true }] } }],
    [true, { $or: [{ source: ['no'] }, { detail: { size: [3] } }] }],
    [false, { $or: [{ source: ['no'] }], detail: { size: [3] } }],
    [false, { detail: { label: { deeper: ['x'] } } }],
  ])('%p: %j', (matches, pattern) => {
    expect(unknownIn(pattern)).toBeUndefined();
    expect(matchesPattern(pattern, event)).toBe(matches);
  });
});
