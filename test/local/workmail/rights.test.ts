import { CreateOrganizationCommand, ListOrganizationsCommand } from '@aws-sdk/client-workmail';
import type { PolicyDocument } from '../../../lib/local/access';
import type { LocalWorkMail } from '../../../lib/local/workmail';
import { ListInboundMailFlowRulesCommand, ListOutboundMailFlowRulesCommand } from '../../../lib/workmail-api';
import { clientOf, errorOf, ORGANIZATION_ID, startDesk, stopDesks } from './desk';

const ROLE = 'arn:aws:sts::123456789012:assumed-role/provider/request';
let workmail: LocalWorkMail;

beforeEach(async () => {
  ({ workmail } = await startDesk());
});
afterEach(stopDesks);

function roleClient(Action: string, Resource: string) {
  const policy: PolicyDocument = { Statement: { Effect: 'Allow', Action, Resource } };
  return clientOf(
    workmail,
    workmail.access.issue(ROLE, () => [policy]),
  );
}

const list = (OrganizationId = ORGANIZATION_ID) => new ListInboundMailFlowRulesCommand({ OrganizationId });

it('are those to one operation on one organization', async () => {
  const other = workmail.createOrganization({ alias: 'other' }).organizationId;
  const client = roleClient('workmail:ListInboundMailFlowRules', workmail.organizationArn(ORGANIZATION_ID));
  expect((await client.send(list())).InboundMailFlowRuleSummaries).toEqual([]);
  expect(await errorOf(client.send(list(other)))).toMatchObject({
    name: 'AccessDeniedException',
    message: `User: ${ROLE} is not authorized to perform: workmail:ListInboundMailFlowRules on resource: ${workmail.organizationArn(other)} because no identity-based policy allows the workmail:ListInboundMailFlowRules action`,
  });
  const outbound = new ListOutboundMailFlowRulesCommand({ OrganizationId: ORGANIZATION_ID });
  expect((await errorOf(client.send(outbound))).name).toBe('AccessDeniedException');
});

it('do not tell whether an organization exists to those who may not see it', async () => {
  const client = roleClient('workmail:*', workmail.organizationArn(ORGANIZATION_ID));
  expect((await errorOf(client.send(list(`m-${'0'.repeat(32)}`)))).name).toBe('AccessDeniedException');
});

it('to list or create organizations are given on every resource only', async () => {
  const restricted = roleClient('workmail:*', workmail.organizationArn('*'));
  for (const command of [new ListOrganizationsCommand({}), new CreateOrganizationCommand({ Alias: 'mine' })]) {
    expect((await errorOf(restricted.send(command as never))).message).toContain('on resource: * because');
  }
  const { OrganizationSummaries } = await roleClient('workmail:ListOrganizations', '*').send(
    new ListOrganizationsCommand({}),
  );
  expect(OrganizationSummaries).toHaveLength(1);
});

it('that arrive late are seen at once', async () => {
  const policies: PolicyDocument[] = [];
  const client = clientOf(
    workmail,
    workmail.access.issue(ROLE, () => policies),
  );
  expect((await errorOf(client.send(list()))).name).toBe('AccessDeniedException');
  policies.push({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } });
  await client.send(list());
});

it('are nobody’s without a known access key, a right signature and the right Region', async () => {
  const send = (credentials: { accessKeyId: string; secretAccessKey: string }) =>
    errorOf(clientOf(workmail, credentials).send(list()));
  expect((await send({ accessKeyId: 'AKIA', secretAccessKey: 'x' })).name).toBe('UnrecognizedClientException');
  expect((await send({ accessKeyId: 'local', secretAccessKey: 'x' })).name).toBe('InvalidSignatureException');
});
