import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import type { LocalAccount } from '../../../lib/local';
import { ACCOUNT, clientOptions, FUNCTION_ARN, ORGANIZATION_ARN, startAccount, WORKMAIL } from './support';

let account: LocalAccount;
let stop: () => Promise<void>;
let client: LambdaClient;
beforeAll(async () => {
  ({ account, stop } = await startAccount());
  client = new LambdaClient(clientOptions(account, 'LAMBDA'));
});
afterAll(() => stop());

const policyOf = async (FunctionName: string, Qualifier?: string) => {
  const { Policy } = await client.send(new GetPolicyCommand({ FunctionName, Qualifier }));
  return JSON.parse(Policy!).Statement;
};

test.each(['screening', FUNCTION_ARN])('finds a function by %s', async (reference) => {
  expect(await client.send(new GetFunctionCommand({ FunctionName: reference }))).toMatchObject({
    Configuration: { FunctionArn: FUNCTION_ARN, Timeout: 3, Version: '$LATEST', State: 'Active' },
    Concurrency: { ReservedConcurrentExecutions: 2 },
  });
});

test('tells of an alias what its version is', async () => {
  for (const input of [{ FunctionName: 'screening', Qualifier: 'live' }, { FunctionName: `${FUNCTION_ARN}:live` }]) {
    expect(await client.send(new GetFunctionConfigurationCommand(input))).toMatchObject({
      FunctionArn: `${FUNCTION_ARN}:live`,
      Version: '1',
      Runtime: 'nodejs20.x',
    });
  }
});

test('tells who may invoke a function, and its alias', async () => {
  expect(await policyOf('screening')).toEqual([
    {
      Sid: expect.any(String),
      Effect: 'Allow',
      Principal: { Service: WORKMAIL },
      Action: 'lambda:InvokeFunction',
      Resource: FUNCTION_ARN,
      Condition: { StringEquals: { 'AWS:SourceAccount': ACCOUNT }, ArnLike: { 'AWS:SourceArn': ORGANIZATION_ARN } },
    },
  ]);
  expect(await policyOf('screening', 'live')).toMatchObject([{ Resource: `${FUNCTION_ARN}:live` }]);
  await expect(policyOf('screening', '1')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('refuses what is not there, and who may not ask', async () => {
  await expect(client.send(new GetFunctionCommand({ FunctionName: 'nothing' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: expect.stringContaining(':function:nothing'),
    $metadata: { httpStatusCode: 404 },
  });
  await expect(client.send(new InvokeCommand({ FunctionName: 'screening' }))).rejects.toMatchObject({
    name: 'UnknownOperationException',
  });
  const credentials = account.workmail.access.issue('arn:aws:iam::1:role/r', () => []);
  const other = new LambdaClient({ ...clientOptions(account, 'LAMBDA'), credentials });
  await expect(other.send(new GetFunctionCommand({ FunctionName: 'screening' }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining(`lambda:GetFunction on resource: ${FUNCTION_ARN}`),
  });
});
