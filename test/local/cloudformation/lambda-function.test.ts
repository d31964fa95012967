import { type Desk, logGroup, role, startDesk } from './desk';
import { callAs, deployOn, failureOf, lambda, WORKMAIL } from './desk-functions';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

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
    const { outputs: arn } = await deployOn(
      desk,
      'python',
      { Role: role(), Fn: python('one'), Permission },
      { Fn: { 'Fn::GetAtt': 'Fn.Arn' } },
    );
    expect((await callAs(desk, WORKMAIL, arn.Fn!)).payload).toBe('["one", "5", "in-python"]');
    const update = await deployOn(
      desk,
      'python',
      { Role: role(), Fn: python('two'), Permission },
      { Fn: { 'Fn::GetAtt': 'Fn.Arn' } },
    );
    expect(update.changes).toMatchObject([{ operation: 'UPDATE', logicalId: 'Fn' }]);
    expect((await callAs(desk, WORKMAIL, arn.Fn!)).payload).toBe('["two", "5", "in-python"]');
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
    const report = await deployOn(desk, 'refused', { Role: role(), Other, Fn: lambda('', properties) });
    expect(report.status).toBe('ROLLBACK_COMPLETE');
    expect(failureOf(report)).toContain(message);
  });

  test('a property that does nothing here is told', async () => {
    await deployOn(desk, 'noticed', {
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

test('parameters of the Systems Manager, and policies under the same name', async () => {
  const Parameter = {
    Type: 'AWS::SSM::Parameter',
    Properties: { Name: '/the/parameter', Type: 'String', Value: 'stored' },
  };
  await deployOn(desk, 'parameter', { Parameter });
  const reading = {
    Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/the/parameter' } },
    Resources: { L: logGroup({ LogGroupName: { Ref: 'P' } }) },
  };
  expect((await desk.deploy({ reading })).stacks[0]!.changes).toMatchObject([{ physicalId: 'stored' }]);
});
