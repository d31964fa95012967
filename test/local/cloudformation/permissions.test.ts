import { type Desk, role, startDesk } from './desk';
import { callAs, deployOn, failureOf, lambda, ORGANIZATION, WORKMAIL } from './desk-functions';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

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
    const { outputs: arn } = await deployOn(desk, 'permitted', resources, arns);
    expect(JSON.parse((await callAs(desk, WORKMAIL, arn.Alias!, source)).payload)).toEqual([{ a: 1 }, '1', arn.Alias]);
    expect(JSON.parse((await callAs(desk, WORKMAIL, arn.Fn!, { sourceArn: ORGANIZATION })).payload)).toEqual([
      { a: 1 },
      '$LATEST',
      arn.Fn,
    ]);
    for (const call of [
      callAs(desk, WORKMAIL, arn.Version!, source),
      callAs(desk, 'workmail.eu-west-1.amazonaws.com', arn.Alias!, source),
      callAs(desk, 'workmail.amazonaws.com', arn.Alias!, source),
      callAs(desk, WORKMAIL, arn.Alias!, { ...source, sourceArn: `${ORGANIZATION}x` }),
      callAs(desk, WORKMAIL, arn.Alias!, { ...source, sourceAccount: '999999999999' }),
      callAs(desk, WORKMAIL, arn.Alias!, { sourceArn: ORGANIZATION }),
      callAs(desk, WORKMAIL, arn.Fn!, { sourceArn: 'arn:aws:workmail:us-east-1:111122223333:organization/m-other' }),
    ]) {
      await expect(call).rejects.toMatchObject({
        code: 'ACCESS_DENIED',
        message: expect.stringContaining(
          'its resource policy has no permission for lambda:InvokeFunction with principal workmail.',
        ),
      });
    }
    await expect(callAs(desk, WORKMAIL, `${arn.Fn}:beta`, source)).rejects.toThrow(
      `Function not found: ${arn.Fn}:beta`,
    );
    const { OnFunction: _, OnAlias, ...less } = resources;
    await deployOn(desk, 'permitted', { ...less, OnAlias }, arns);
    await expect(callAs(desk, WORKMAIL, arn.Fn!, source)).rejects.toThrow('It has none for this qualifier.');
  });

  test('a new version takes over behind its alias', async () => {
    const { outputs: before } = await deployOn(desk, 'moved', resources, arns);
    const other = lambda('exports.handler = async (event, context) => ["new", context.functionVersion]');
    const version = { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } } };
    const alias = {
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionName: { Ref: 'Fn' }, FunctionVersion: { 'Fn::GetAtt': 'Version2.Version' }, Name: 'live' },
    };
    const { Version, ...rest } = resources;
    const report = await deployOn(
      desk,
      'moved',
      { ...rest, Fn: other, Version2: version, Alias: alias },
      { Alias: { Ref: 'Alias' } },
    );
    expect(report).toMatchObject({ outcome: 'updated', outputs: { Alias: before.Alias } });
    expect((await callAs(desk, WORKMAIL, before.Alias!, source)).payload).toBe('["new","2"]');
    await expect(callAs(desk, WORKMAIL, before.Version!, source)).rejects.toThrow('Function not found');
  });

  test('a version of a function that has not changed is refused', async () => {
    const Again = { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } }, DependsOn: 'Version' };
    const { Role, Fn, Version } = resources;
    expect(failureOf(await deployOn(desk, 'again', { Role, Fn, Version, Again }))).toBe(
      'A version for this Lambda function exists ( 1 ). Modify the function to create a new version.',
    );
  });
});
