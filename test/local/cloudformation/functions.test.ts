import { type Desk, logGroup, role, startDesk } from './desk';

let desk: Desk;
let late: Desk | undefined;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(async () => {
  await desk.stop();
  await late?.stop();
});

const WORKMAIL = 'workmail.us-east-1.amazonaws.com';
const ORGANIZATION = 'arn:aws:workmail:us-east-1:111122223333:organization/m-0123456789abcdef0123456789abcdef';

function lambda(code: string, properties: object = {}): object {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Role: { 'Fn::GetAtt': 'Role.Arn' },
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Code: { ZipFile: code },
      ...properties,
    },
  };
}

const outputs = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).map(([key, Value]) => [key, { Value }]));

async function deploy(name: string, Resources: Record<string, object>, values: Record<string, unknown> = {}) {
  const report = await desk.deploy({ [name]: { Resources, Outputs: outputs(values) } });
  return report.stacks[0]!;
}

const failureOf = (report: Awaited<ReturnType<typeof deploy>>) =>
  report.changes.find(({ failure }) => failure)?.failure;

const callAs = (principal: string, functionArn: string, source: { sourceArn?: string; sourceAccount?: string } = {}) =>
  desk.local.invokeAsService({ principal, functionArn, payload: '{"a":1}', ...source });

describe('permissions', () => {
  const fn = lambda(
    'exports.handler = async (event, context) => [event, context.functionVersion, context.invokedFunctionArn]',
  );
  const permission = (properties: object) => ({
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      Principal: WORKMAIL,
      SourceArn: ORGANIZATION,
      SourceAccount: '111122223333',
      ...properties,
    },
  });
  const source = { sourceArn: ORGANIZATION, sourceAccount: '111122223333' };
  const resources = {
    Role: role(),
    Fn: fn,
    Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } } },
    Alias: {
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionName: { Ref: 'Fn' }, FunctionVersion: { 'Fn::GetAtt': 'Version.Version' }, Name: 'live' },
    },
    OnAlias: permission({ FunctionName: { Ref: 'Alias' } }),
    OnFunction: permission({
      FunctionName: { 'Fn::GetAtt': 'Fn.Arn' },
      SourceArn: `${ORGANIZATION.slice(0, -8)}*`,
      SourceAccount: undefined,
    }),
  };
  const arns = { Fn: { 'Fn::GetAtt': 'Fn.Arn' }, Alias: { Ref: 'Alias' }, Version: { Ref: 'Version' } };

  test('let exactly those call that they name, on the alias that they are for', async () => {
    const { outputs: arn } = await deploy('permitted', resources, arns);
    expect(JSON.parse((await callAs(WORKMAIL, arn.Alias!, source)).payload)).toEqual([{ a: 1 }, '1', arn.Alias]);
    expect(JSON.parse((await callAs(WORKMAIL, arn.Fn!, { sourceArn: ORGANIZATION })).payload)).toEqual([
      { a: 1 },
      '$LATEST',
      arn.Fn,
    ]);
    for (const call of [
      callAs(WORKMAIL, arn.Version!, source),
      callAs('workmail.eu-west-1.amazonaws.com', arn.Alias!, source),
      callAs('workmail.amazonaws.com', arn.Alias!, source),
      callAs(WORKMAIL, arn.Alias!, { ...source, sourceArn: `${ORGANIZATION}x` }),
      callAs(WORKMAIL, arn.Alias!, { ...source, sourceAccount: '999999999999' }),
      callAs(WORKMAIL, arn.Alias!, { sourceArn: ORGANIZATION }),
      callAs(WORKMAIL, arn.Fn!, { sourceArn: 'arn:aws:workmail:us-east-1:111122223333:organization/m-other' }),
    ]) {
      await expect(call).rejects.toMatchObject({
        code: 'ACCESS_DENIED',
        message: expect.stringContaining(
          'its resource policy has no permission for lambda:InvokeFunction with principal workmail.',
        ),
      });
    }
    await expect(callAs(WORKMAIL, `${arn.Fn}:beta`, source)).rejects.toThrow(`Function not found: ${arn.Fn}:beta`);
    const { OnFunction: _, OnAlias, ...less } = resources;
    await deploy('permitted', { ...less, OnAlias }, arns);
    await expect(callAs(WORKMAIL, arn.Fn!, source)).rejects.toThrow('It has none for this qualifier.');
  });

  test('a new version takes over behind its alias', async () => {
    const { outputs: before } = await deploy('moved', resources, arns);
    const other = lambda('exports.handler = async (event, context) => ["new", context.functionVersion]');
    const version = { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } } };
    const alias = {
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionName: { Ref: 'Fn' }, FunctionVersion: { 'Fn::GetAtt': 'Version2.Version' }, Name: 'live' },
    };
    const { Version, ...rest } = resources;
    const report = await deploy(
      'moved',
      { ...rest, Fn: other, Version2: version, Alias: alias },
      { Alias: { Ref: 'Alias' } },
    );
    expect(report).toMatchObject({ outcome: 'updated', outputs: { Alias: before.Alias } });
    expect((await callAs(WORKMAIL, before.Alias!, source)).payload).toBe('["new","2"]');
    await expect(callAs(WORKMAIL, before.Version!, source)).rejects.toThrow('Function not found');
  });

  test('a version of a function that has not changed is refused', async () => {
    const Again = { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } }, DependsOn: 'Version' };
    const { Role, Fn, Version } = resources;
    expect(failureOf(await deploy('again', { Role, Fn, Version, Again }))).toBe(
      'A version for this Lambda function exists ( 1 ). Modify the function to create a new version.',
    );
  });
});

describe('a function', () => {
  test('in Python, with its variables; changed in place', async () => {
    const python = (text: string) =>
      lambda(
        `import os\ndef handler(event, context):\n  return ["${text}", os.environ["MINE"], context.function_name]`,
        { Runtime: 'python3.13', FunctionName: 'in-python', Environment: { Variables: { MINE: 5 } } },
      );
    const Permission = {
      Type: 'AWS::Lambda::Permission',
      Properties: { Action: 'lambda:InvokeFunction', Principal: WORKMAIL, FunctionName: { Ref: 'Fn' } },
    };
    const { outputs: arn } = await deploy(
      'python',
      { Role: role(), Fn: python('one'), Permission },
      { Fn: { 'Fn::GetAtt': 'Fn.Arn' } },
    );
    expect((await callAs(WORKMAIL, arn.Fn!)).payload).toBe('["one", "5", "in-python"]');
    const update = await deploy(
      'python',
      { Role: role(), Fn: python('two'), Permission },
      { Fn: { 'Fn::GetAtt': 'Fn.Arn' } },
    );
    expect(update.changes).toMatchObject([{ operation: 'UPDATE', logicalId: 'Fn' }]);
    expect((await callAs(WORKMAIL, arn.Fn!)).payload).toBe('["two", "5", "in-python"]');
  });

  test.each([
    ['a runtime that is not known', { Runtime: 'ruby3.4' }, "The runtime 'ruby3.4' does not run on this machine"],
    [
      'a reserved variable',
      { Environment: { Variables: { AWS_REGION: 'x' } } },
      "environment variables that are Lambda's own: AWS_REGION",
    ],
    ['layers', { Layers: ['x'] }, 'Layers do not exist on this machine'],
    [
      'a container image',
      { Runtime: undefined, Code: { ImageUri: 'x' } },
      'container images do not run on this machine',
    ],
    [
      'code from elsewhere',
      { Code: { S3Bucket: 'b', S3Key: 'k' } },
      'is not among the file assets of the cloud assembly',
    ],
    ['a time-out that is too long', { Timeout: 901 }, 'Timeout is 901: it must be 1 to 900 seconds'],
    ['a role that does not exist', { Role: 'arn:aws:iam::111122223333:role/none' }, 'cannot be assumed by Lambda'],
    ['a role for another service', { Role: { 'Fn::GetAtt': 'Other.Arn' } }, 'cannot be assumed by Lambda'],
  ])('with %s is refused', async (_, properties, message) => {
    const Other = role({
      AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' } } },
    });
    const report = await deploy('refused', { Role: role(), Other, Fn: lambda('', properties) });
    expect(report.status).toBe('ROLLBACK_COMPLETE');
    expect(failureOf(report)).toContain(message);
  });

  test('a property that does nothing here is told', async () => {
    await deploy('noticed', {
      Role: role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }),
      Fn: lambda('', { VpcConfig: {}, Tags: [] }),
    });
    expect(desk.notices).toContain(
      'noticed: the property VpcConfig of Fn (AWS::Lambda::Function) does nothing on this machine.',
    );
    expect(desk.notices).toContain(
      'Role: what arn:aws:iam::aws:policy/AdministratorAccess allows is not known here: nothing.',
    );
    expect(desk.notices.join()).not.toContain('Tags');
  });
});

describe('rights', () => {
  /** Answers with what CloudFormation's API says to it. */
  const asking = `
    const { createHash, createHmac } = require('node:crypto');
    const sha = (text) => createHash('sha256').update(text).digest('hex');
    const mac = (key, text) => createHmac('sha256', key).update(text).digest();
    exports.handler = async ({ stack }) => {
      const { AWS_ENDPOINT_URL_CLOUDFORMATION: url, AWS_REGION: region, AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = process.env;
      const body = 'Action=ListStackResources&Version=2010-05-15&StackName=' + stack;
      const time = new Date().toISOString().replace(/[-:]|\\.\\d+/g, ''), day = time.slice(0, 8);
      const headers = { host: new URL(url).host, 'x-amz-date': time, 'x-amz-security-token': token };
      const names = Object.keys(headers).join(';'), scope = [day, region, 'cloudformation', 'aws4_request'].join('/');
      const canonical = ['POST', '/', '', ...Object.entries(headers).map(([name, value]) => name + ':' + value), '', names, sha(body)].join('\\n');
      const key = scope.split('/').reduce(mac, 'AWS4' + secret);
      const signature = mac(key, ['AWS4-HMAC-SHA256', time, scope, sha(canonical)].join('\\n')).toString('hex');
      const authorization = 'AWS4-HMAC-SHA256 Credential=' + id + '/' + scope + ', SignedHeaders=' + names + ', Signature=' + signature;
      const response = await fetch(url, { method: 'POST', body, headers: { ...headers, authorization } });
      return [response.status, /<Message>(.*?)<.Message>/.exec(await response.text())?.[1]];
    };`;
  const listing = (Resource: unknown) => ({
    Statement: [{ Effect: 'Allow', Action: 'cloudformation:ListStackResources', Resource }],
  });
  const Permission = {
    Type: 'AWS::Lambda::Permission',
    Properties: { Action: 'lambda:InvokeFunction', Principal: WORKMAIL, FunctionName: { Ref: 'Fn' } },
  };
  const values = { Fn: { 'Fn::GetAtt': 'Fn.Arn' } };
  const policy = {
    Type: 'AWS::IAM::Policy',
    Properties: { PolicyName: 'p', Roles: [{ Ref: 'Role' }], PolicyDocument: listing({ Ref: 'AWS::StackId' }) },
  };
  const ask = async (arn: string, stack: string, from = desk) =>
    JSON.parse(
      (await from.local.invokeAsService({ principal: WORKMAIL, functionArn: arn, payload: JSON.stringify({ stack }) }))
        .payload,
    );
  const denied = [
    403,
    expect.stringMatching(
      /^User: arn:aws:sts::111122223333:assumed-role\/\S+-Role-\w+\/\S+-Fn-\w+ is not authorized to perform: cloudformation:ListStackResources/,
    ),
  ];

  test('are those of the role at that moment: inline, as a policy, managed', async () => {
    const base = { Role: role(), Fn: lambda(asking), Permission };
    const { outputs: arn } = await deploy('rights', base, values);
    expect(await ask(arn.Fn!, 'rights')).toEqual(denied);
    await deploy('rights', { ...base, Policy: policy }, values);
    expect(await ask(arn.Fn!, 'rights')).toEqual([200, null]);
    await desk.deploy({ other: { Resources: { L: logGroup() } } });
    expect(await ask(arn.Fn!, 'other')).toEqual(denied);
    await deploy('rights', base, values);
    expect(await ask(arn.Fn!, 'rights')).toEqual(denied);
    await deploy(
      'rights',
      { ...base, Role: role({ Policies: [{ PolicyName: 'inline', PolicyDocument: listing('*') }] }) },
      values,
    );
    expect(await ask(arn.Fn!, 'other')).toEqual([200, null]);
    const Managed = {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: listing('*') },
    };
    await deploy('rights', { ...base, Managed }, values);
    expect(await ask(arn.Fn!, 'other')).toEqual([200, null]);
    const Detached = { ...Managed, Properties: { ...Managed.Properties, Roles: [] } };
    await deploy('rights', { ...base, Managed: Detached }, values);
    expect(await ask(arn.Fn!, 'other')).toEqual(denied);
  });

  test('can arrive late; what counted before counts until then', async () => {
    late = await startDesk({ rightsArriveAfterMilliseconds: 1500 });
    const resources = { Role: role(), Fn: lambda(asking), Permission, Policy: policy };
    const { stacks } = await late.deploy({ late: { Resources: resources, Outputs: outputs(values) } });
    const arn = stacks[0]!.outputs.Fn!;
    expect(await ask(arn, 'late', late)).toEqual(denied);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await ask(arn, 'late', late)).toEqual([200, null]);
    const narrower = {
      ...policy,
      Properties: {
        ...policy.Properties,
        PolicyDocument: listing('arn:aws:cloudformation:us-east-1:111122223333:stack/none/*'),
      },
    };
    await late.deploy({ late: { Resources: { ...resources, Policy: narrower }, Outputs: outputs(values) } });
    expect(await ask(arn, 'late', late)).toEqual([200, null]);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await ask(arn, 'late', late)).toEqual(denied);
  });

  test('end with the function', async () => {
    const { outputs: arn } = await deploy(
      'ending',
      { Role: role(), Fn: lambda('exports.handler = async () => process.env'), Permission },
      values,
    );
    const environment = JSON.parse((await callAs(WORKMAIL, arn.Fn!)).payload);
    expect(environment.AWS_SESSION_TOKEN).toEqual(expect.any(String));
    await desk.local.destroy('ending');
    await expect(callAs(WORKMAIL, arn.Fn!)).rejects.toThrow('Function not found');
  });
});

test('parameters of the Systems Manager, and policies under the same name', async () => {
  const Parameter = {
    Type: 'AWS::SSM::Parameter',
    Properties: { Name: '/the/parameter', Type: 'String', Value: 'stored' },
  };
  await deploy('parameter', { Parameter });
  const reading = {
    Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/the/parameter' } },
    Resources: { L: logGroup({ LogGroupName: { Ref: 'P' } }) },
  };
  expect((await desk.deploy({ reading })).stacks[0]!.changes).toMatchObject([{ physicalId: 'stored' }]);
});
