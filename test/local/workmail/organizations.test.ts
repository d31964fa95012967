import {
  CreateOrganizationCommand,
  DeleteOrganizationCommand,
  DeregisterMailDomainCommand,
  DescribeOrganizationCommand,
  GetMailDomainCommand,
  ListMailDomainsCommand,
  paginateListOrganizations,
  RegisterMailDomainCommand,
  UpdateDefaultMailDomainCommand,
  type WorkMailClient,
} from '@aws-sdk/client-workmail';
import type { LocalWorkMail } from '../../../lib/local/workmail';
import { CreateInboundMailFlowRuleCommand, ListInboundMailFlowRulesCommand } from '../../../lib/workmail-api';
import { errorOf, inboundRule, ORGANIZATION_ID, startDesk, stopDesks } from './desk';

let workmail: LocalWorkMail;
let client: WorkMailClient;

beforeEach(async () => {
  ({ workmail, client } = await startDesk());
});
afterEach(stopDesks);

it('has only Regions in which WorkMail runs', async () => {
  const failed = await errorOf(startDesk({ region: 'eu-central-1' as never }));
  expect(failed).toMatchObject({
    code: 'REGION_WITHOUT_WORKMAIL',
    problem: 'region is "eu-central-1": WorkMail runs in us-east-1, us-west-2, eu-west-1 only. Name one of these.',
  });
});

it('creates an organization with its id, test domain and ARN', async () => {
  const { OrganizationId } = await client.send(new CreateOrganizationCommand({ Alias: 'acme' }));
  expect(OrganizationId).toMatch(/^m-[0-9a-f]{32}$/);
  expect(await client.send(new DescribeOrganizationCommand({ OrganizationId }))).toMatchObject({
    Alias: 'acme',
    State: 'Active',
    DefaultMailDomain: 'acme.awsapps.com',
    ARN: `arn:aws:workmail:us-east-1:123456789012:organization/${OrganizationId}`,
    CompletedDate: expect.any(Date),
  });
  expect(workmail.organizationArn(String(OrganizationId))).toContain(`organization/${OrganizationId}`);
});

it('creates one organization for a request that is repeated', async () => {
  const create = () => client.send(new CreateOrganizationCommand({ Alias: 'acme', ClientToken: 'once' }));
  expect((await create()).OrganizationId).toBe((await create()).OrganizationId);
  expect(workmail.organizations).toHaveLength(2);
});

it.each([
  ['Desk', 'NameAvailabilityException'],
  ['d-esk', 'InvalidParameterException'],
  ['no space', 'InvalidParameterException'],
  ['x'.repeat(63), 'InvalidParameterException'],
])('refuses the alias %s', async (Alias, name) => {
  expect((await errorOf(client.send(new CreateOrganizationCommand({ Alias })))).name).toBe(name);
});

it('lists organizations page by page, deleted ones too, and gives their alias free', async () => {
  for (let index = 0; index < 5; index++) workmail.createOrganization({ alias: `other-${index}` });
  await client.send(new DeleteOrganizationCommand({ OrganizationId: ORGANIZATION_ID, DeleteDirectory: true }));
  workmail.createOrganization({ alias: 'desk' });
  const found: [unknown, unknown][] = [];
  for await (const page of paginateListOrganizations({ client, pageSize: 2 }, {})) {
    expect(page.OrganizationSummaries?.length).toBeLessThanOrEqual(2);
    for (const summary of page.OrganizationSummaries ?? []) found.push([summary.Alias, summary.State]);
  }
  expect(found).toHaveLength(7);
  expect(found.filter(([alias]) => alias === 'desk').sort()).toEqual([
    ['desk', 'Active'],
    ['desk', 'Deleted'],
  ]);
});

it('takes no rules in an organization that is deleted, and none for one that never was', async () => {
  const OrganizationId = ORGANIZATION_ID;
  await client.send(new CreateInboundMailFlowRuleCommand({ OrganizationId, Rule: inboundRule('a') }));
  await client.send(new DeleteOrganizationCommand({ OrganizationId, DeleteDirectory: true }));
  expect(workmail.inboundRules(OrganizationId)).toEqual([]);
  const list = (id: string) => errorOf(client.send(new ListInboundMailFlowRulesCommand({ OrganizationId: id })));
  expect((await list(OrganizationId)).name).toBe('OrganizationStateException');
  expect((await list(`m-${'0'.repeat(32)}`)).name).toBe('OrganizationNotFoundException');
  expect((await list('desk')).name).toBe('InvalidParameterException');
});

it('keeps the mail domains of an organization', async () => {
  const OrganizationId = ORGANIZATION_ID;
  await client.send(new RegisterMailDomainCommand({ OrganizationId, DomainName: 'Sales.Example' }));
  await client.send(new UpdateDefaultMailDomainCommand({ OrganizationId, DomainName: 'sales.example' }));
  const { MailDomains } = await client.send(new ListMailDomainsCommand({ OrganizationId }));
  expect(MailDomains).toEqual([
    { DomainName: 'corp.example', DefaultDomain: false },
    { DomainName: 'desk.awsapps.com', DefaultDomain: false },
    { DomainName: 'sales.example', DefaultDomain: true },
  ]);
  const domain = await client.send(new GetMailDomainCommand({ OrganizationId, DomainName: 'desk.awsapps.com' }));
  expect(domain).toMatchObject({ IsTestDomain: true, IsDefault: false });
  const remove = (DomainName: string) => client.send(new DeregisterMailDomainCommand({ OrganizationId, DomainName }));
  expect((await errorOf(remove('sales.example'))).name).toBe('MailDomainInUseException');
  await remove('corp.example');
  expect(workmail.organizations[0]?.mailDomains).toEqual(['desk.awsapps.com', 'sales.example']);
});

it('gives a mail domain to one organization only', async () => {
  const { organizationId: OrganizationId } = workmail.createOrganization({ alias: 'other' });
  const register = client.send(new RegisterMailDomainCommand({ OrganizationId, DomainName: 'corp.example' }));
  expect((await errorOf(register)).name).toBe('MailDomainInUseException');
  expect(() => workmail.createOrganization({ alias: 'third', domains: ['corp.example'] })).toThrow(ORGANIZATION_ID);
});

it('refuses to create an organization with an id that is taken or is none', () => {
  expect(() => workmail.createOrganization({ alias: 'other', organizationId: ORGANIZATION_ID })).toThrow('already');
  expect(() => workmail.createOrganization({ alias: 'other', organizationId: '../m-1' })).toThrow('32 hexadecimal');
});
