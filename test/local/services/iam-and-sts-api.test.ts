import { GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { LocalAccount } from '../../../lib/local';
import { ACCOUNT, clientOptions, ORGANIZATION_ARN, startAccount } from './support';

let account: LocalAccount;
let stop: () => Promise<void>;
let iam: IAMClient;
beforeAll(async () => {
  ({ account, stop } = await startAccount());
  iam = new IAMClient(clientOptions(account, 'IAM'));
});
afterAll(() => stop());

const roleName = () =>
  account.cloudFormation.resources('Functions').find(({ type }) => type === 'AWS::IAM::Role')!.physicalId!;

test('tells who calls', async () => {
  const sts = new STSClient(clientOptions(account, 'STS'));
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: ACCOUNT,
    Arn: `arn:aws:iam::${ACCOUNT}:root`,
  });
  const credentials = account.workmail.access.issue(`arn:aws:sts::${ACCOUNT}:assumed-role/r/me`, () => []);
  const other = new STSClient({ ...clientOptions(account, 'STS'), credentials });
  expect((await other.send(new GetCallerIdentityCommand({}))).Arn).toMatch(/assumed-role\/r\/me$/);
});

test('tells what a role may do, action by action and resource by resource', async () => {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: roleName() }));
  expect(Role?.Arn).toBe(`arn:aws:iam::${ACCOUNT}:role/${roleName()}`);
  expect(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).toContain('lambda.amazonaws.com');
  const { EvaluationResults } = await iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: Role!.Arn,
      ActionNames: ['workmail:ListInboundMailFlowRules', 'workmail:CreateInboundMailFlowRule'],
      ResourceArns: [ORGANIZATION_ARN, `${ORGANIZATION_ARN}0`],
    }),
  );
  expect(EvaluationResults!.map(({ EvalActionName, EvalDecision }) => [EvalActionName, EvalDecision])).toEqual([
    ['workmail:ListInboundMailFlowRules', 'allowed'],
    ['workmail:ListInboundMailFlowRules', 'implicitDeny'],
    ['workmail:CreateInboundMailFlowRule', 'implicitDeny'],
    ['workmail:CreateInboundMailFlowRule', 'implicitDeny'],
  ]);
});

test.each([
  [`arn:aws:iam::${ACCOUNT}:root`, 'InvalidInputException'],
  [`arn:aws:iam::${ACCOUNT}:role/nobody`, 'NoSuchEntityException'],
])('%s is refused as a principal', async (PolicySourceArn, name) => {
  const command = new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['workmail:ListUsers'] });
  await expect(iam.send(command)).rejects.toMatchObject({ name });
});
