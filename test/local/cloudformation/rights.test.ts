import { type Desk, logGroup, role, startDesk } from './desk';
import { callAs, deployOn, lambda, templateOf, WORKMAIL } from './desk-functions';

let desk: Desk;
let late: Desk | undefined;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(async () => {
  await desk.stop();
  await late?.stop();
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
    const { outputs: arn } = await deployOn(desk, 'rights', base, values);
    expect(await ask(arn.Fn!, 'rights')).toEqual(denied);
    await deployOn(desk, 'rights', { ...base, Policy: policy }, values);
    expect(await ask(arn.Fn!, 'rights')).toEqual([200, null]);
    await desk.deploy({ other: { Resources: { L: logGroup() } } });
    expect(await ask(arn.Fn!, 'other')).toEqual(denied);
    await deployOn(desk, 'rights', base, values);
    expect(await ask(arn.Fn!, 'rights')).toEqual(denied);
    await deployOn(
      desk,
      'rights',
      { ...base, Role: role({ Policies: [{ PolicyName: 'inline', PolicyDocument: listing('*') }] }) },
      values,
    );
    expect(await ask(arn.Fn!, 'other')).toEqual([200, null]);
    const Managed = {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: listing('*') },
    };
    await deployOn(desk, 'rights', { ...base, Managed }, values);
    expect(await ask(arn.Fn!, 'other')).toEqual([200, null]);
    const Detached = { ...Managed, Properties: { ...Managed.Properties, Roles: [] } };
    await deployOn(desk, 'rights', { ...base, Managed: Detached }, values);
    expect(await ask(arn.Fn!, 'other')).toEqual(denied);
  });

  test('can arrive late; what counted before counts until then', async () => {
    late = await startDesk({ rightsArriveAfterMilliseconds: 1500 });
    const resources = { Role: role(), Fn: lambda(asking), Permission, Policy: policy };
    const { stacks } = await late.deploy({ late: templateOf(resources, values) });
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
    await late.deploy({ late: templateOf({ ...resources, Policy: narrower }, values) });
    expect(await ask(arn, 'late', late)).toEqual([200, null]);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await ask(arn, 'late', late)).toEqual(denied);
  });

  test('end with the function', async () => {
    const { outputs: arn } = await deployOn(
      desk,
      'ending',
      { Role: role(), Fn: lambda('exports.handler = async () => process.env'), Permission },
      values,
    );
    const environment = JSON.parse((await callAs(desk, WORKMAIL, arn.Fn!)).payload);
    expect(environment.AWS_SESSION_TOKEN).toEqual(expect.any(String));
    await desk.local.destroy('ending');
    await expect(callAs(desk, WORKMAIL, arn.Fn!)).rejects.toThrow('Function not found');
  });
});
