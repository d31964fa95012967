import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AssociateMemberToGroupCommand,
  CreateAliasCommand,
  CreateGroupCommand,
  CreateUserCommand,
  DeleteAliasCommand,
  DeleteGroupCommand,
  DeleteUserCommand,
  DeregisterFromWorkMailCommand,
  DeregisterMailDomainCommand,
  DescribeEntityCommand,
  DescribeGroupCommand,
  DescribeUserCommand,
  DisassociateMemberFromGroupCommand,
  ListAliasesCommand,
  ListGroupMembersCommand,
  ListGroupsCommand,
  ListGroupsForEntityCommand,
  ListUsersCommand,
  paginateListGroupMembers,
  RegisterToWorkMailCommand,
  UpdateGroupCommand,
  UpdatePrimaryEmailAddressCommand,
  UpdateUserCommand,
  type WorkMailClient,
} from '@aws-sdk/client-workmail';
import type { LocalWorkMail } from '../../../lib/local/workmail';
import { clientOf, errorOf, ORGANIZATION_ID, startDesk, stopDesks } from './desk';

let workmail: LocalWorkMail;
let client: WorkMailClient;
beforeEach(async () => {
  ({ workmail, client } = await startDesk());
});
afterEach(stopDesks);

const OrganizationId = ORGANIZATION_ID;
const createUser = async (Name: string, others: object = {}) =>
  (await client.send(new CreateUserCommand({ OrganizationId, Name, DisplayName: Name.toUpperCase(), ...others })))
    .UserId as string;
const createGroup = async (Name: string) =>
  (await client.send(new CreateGroupCommand({ OrganizationId, Name }))).GroupId as string;
const register = (EntityId: string, Email: string) =>
  client.send(new RegisterToWorkMailCommand({ OrganizationId, EntityId, Email }));
const describeUser = (UserId: string) => client.send(new DescribeUserCommand({ OrganizationId, UserId }));
const associate = (GroupId: string, MemberId: string) =>
  client.send(new AssociateMemberToGroupCommand({ OrganizationId, GroupId, MemberId }));
const membersOf = async (GroupId: string) =>
  (await client.send(new ListGroupMembersCommand({ OrganizationId, GroupId }))).Members?.map(({ Name }) => Name);

describe('a user', () => {
  test('is made, registered, changed, deregistered, and deleted', async () => {
    const UserId = await createUser('anna', {
      Password: 'Secret-Password-1',
      FirstName: 'Anna',
      HiddenFromGlobalAddressList: true,
    });
    expect(await describeUser(UserId)).toMatchObject({
      UserId,
      Name: 'anna',
      DisplayName: 'ANNA',
      FirstName: 'Anna',
      State: 'DISABLED',
      UserRole: 'USER',
      HiddenFromGlobalAddressList: true,
    });
    await register(UserId, 'Anna@Corp.example');
    const { State, Email, EnabledDate } = await describeUser('anna@corp.example');
    expect([State, Email, EnabledDate]).toEqual(['ENABLED', 'anna@corp.example', expect.any(Date)]);
    await client.send(
      new UpdateUserCommand({ OrganizationId, UserId: 'anna', JobTitle: 'Head', DisplayName: 'Anna A.' }),
    );
    expect(await describeUser(UserId)).toMatchObject({ FirstName: 'Anna', JobTitle: 'Head', DisplayName: 'Anna A.' });
    expect(await errorOf(client.send(new DeleteUserCommand({ OrganizationId, UserId })))).toMatchObject({
      name: 'EntityStateException',
    });
    await client.send(new DeregisterFromWorkMailCommand({ OrganizationId, EntityId: UserId }));
    const disabled = await describeUser(UserId);
    expect([disabled.State, disabled.Email, disabled.DisabledDate]).toEqual(['DISABLED', undefined, expect.any(Date)]);
    await client.send(new DeleteUserCommand({ OrganizationId, UserId }));
    await client.send(new DeleteUserCommand({ OrganizationId, UserId }));
    expect(await errorOf(describeUser(UserId))).toMatchObject({ name: 'EntityNotFoundException' });
  });

  test('has a name of its own, also beside groups', async () => {
    await createUser('office');
    await createGroup('sales');
    for (const request of [createUser('Office'), createUser('sales'), createGroup('OFFICE')]) {
      expect(await errorOf(request)).toMatchObject({ name: 'NameAvailabilityException' });
    }
  });

  test.each(['two words', '', 'a'.repeat(65), 'ä'])('%j is no name', async (name) => {
    expect(await errorOf(createUser(name))).toMatchObject({ name: 'InvalidParameterException' });
  });

  test('its password is kept nowhere', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'users-'));
    const { client: other } = await startDesk({ folder });
    await other.send(
      new CreateUserCommand({ OrganizationId, Name: 'anna', DisplayName: 'A', Password: 'Secret-Password-1' }),
    );
    expect(readFileSync(join(folder, `${ORGANIZATION_ID}.json`), 'utf8')).not.toContain('Secret');
    rmSync(folder, { recursive: true });
  });

  test('is found among others by what it begins with', async () => {
    for (const name of ['anna', 'anton', 'berta']) await createUser(name);
    await register('berta', 'berta@corp.example');
    const names = async (Filters: object) =>
      (await client.send(new ListUsersCommand({ OrganizationId, Filters }))).Users?.map(({ Name }) => Name);
    expect(await names({})).toEqual(['anna', 'anton', 'berta']);
    expect(await names({ UsernamePrefix: 'AN' })).toEqual(['anna', 'anton']);
    expect(await names({ DisplayNamePrefix: 'bert', State: 'ENABLED' })).toEqual(['berta']);
    expect(await names({ PrimaryEmailPrefix: 'berta@' })).toEqual(['berta']);
    const { Users, NextToken } = await client.send(new ListUsersCommand({ OrganizationId, MaxResults: 2 }));
    expect(Users).toHaveLength(2);
    expect((await client.send(new ListUsersCommand({ OrganizationId, NextToken }))).Users).toMatchObject([
      { Name: 'berta' },
    ]);
  });

  test('has a role that there is', async () => {
    await createUser('room', { Role: 'RESOURCE' });
    expect(await describeUser('room')).toMatchObject({ UserRole: 'RESOURCE' });
    expect(await errorOf(createUser('other', { Role: 'KING' }))).toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('a group', () => {
  test('has users and groups as members, page by page', async () => {
    const [group, inner] = [await createGroup('Restricted Users'), await createGroup('inner')];
    const [anna] = [await createUser('anna'), await createUser('berta')];
    await associate(group, anna);
    await associate(group, 'berta');
    await associate(group, inner);
    await associate(group, inner);
    const pages = [];
    for await (const page of paginateListGroupMembers({ client, pageSize: 2 }, { OrganizationId, GroupId: group })) {
      pages.push(page.Members?.map(({ Name, Type, State }) => [Name, Type, State]));
    }
    expect(pages).toEqual([
      [
        ['anna', 'USER', 'DISABLED'],
        ['berta', 'USER', 'DISABLED'],
      ],
      [['inner', 'GROUP', 'DISABLED']],
    ]);
    const { Groups } = await client.send(new ListGroupsForEntityCommand({ OrganizationId, EntityId: anna }));
    expect(Groups).toEqual([{ GroupId: group, GroupName: 'Restricted Users' }]);
    await client.send(new DisassociateMemberFromGroupCommand({ OrganizationId, GroupId: group, MemberId: anna }));
    await client.send(new DeleteUserCommand({ OrganizationId, UserId: 'berta' }));
    await client.send(new DeleteGroupCommand({ OrganizationId, GroupId: inner }));
    expect(await membersOf(group)).toEqual([]);
  });

  test('is described, hidden, registered, listed, and deleted', async () => {
    const GroupId = await createGroup('sales');
    await register(GroupId, 'sales@corp.example');
    await client.send(new UpdateGroupCommand({ OrganizationId, GroupId, HiddenFromGlobalAddressList: true }));
    expect(
      await client.send(new DescribeGroupCommand({ OrganizationId, GroupId: 'sales@corp.example' })),
    ).toMatchObject({
      GroupId,
      Name: 'sales',
      Email: 'sales@corp.example',
      State: 'ENABLED',
      HiddenFromGlobalAddressList: true,
    });
    const list = async (Filters?: object) =>
      (await client.send(new ListGroupsCommand({ OrganizationId, Filters }))).Groups;
    expect(await list()).toMatchObject([{ Id: GroupId, Name: 'sales', Email: 'sales@corp.example', State: 'ENABLED' }]);
    expect(await list({ NamePrefix: 'x' })).toEqual([]);
    expect(await errorOf(client.send(new DeleteGroupCommand({ OrganizationId, GroupId })))).toMatchObject({
      name: 'EntityStateException',
    });
  });

  test('is not its own member, and what is not there is nobody’s', async () => {
    const group = await createGroup('sales');
    expect(await errorOf(associate(group, 'sales'))).toMatchObject({ name: 'InvalidParameterException' });
    for (const request of [associate(group, 'nobody'), associate('nothing', group), membersOf('nothing')]) {
      expect(await errorOf(request)).toMatchObject({ name: 'EntityNotFoundException' });
    }
  });
});

describe('an address', () => {
  beforeEach(async () => {
    await createUser('anna');
    await createUser('berta');
    await register('anna', 'anna@corp.example');
  });

  test('belongs to one, in a domain of the organization', async () => {
    expect(await errorOf(register('berta', 'ANNA@corp.example'))).toMatchObject({ name: 'EmailAddressInUseException' });
    expect(await errorOf(register('berta', 'berta@elsewhere.example'))).toMatchObject({
      name: 'MailDomainNotFoundException',
      message: expect.stringContaining('It has desk.awsapps.com, corp.example'),
    });
    expect(await errorOf(register('berta', 'no address'))).toMatchObject({ name: 'InvalidParameterException' });
    expect(await errorOf(register('anna', 'anna2@corp.example'))).toMatchObject({
      name: 'EntityAlreadyRegisteredException',
    });
    expect(
      await errorOf(client.send(new DeregisterMailDomainCommand({ OrganizationId, DomainName: 'corp.example' }))),
    ).toMatchObject({
      name: 'MailDomainInUseException',
    });
  });

  test('can have others beside it, and one of them can take its place', async () => {
    const aliases = async () =>
      (await client.send(new ListAliasesCommand({ OrganizationId, EntityId: 'anna' }))).Aliases;
    const alias = (Alias: string) => client.send(new CreateAliasCommand({ OrganizationId, EntityId: 'anna', Alias }));
    await alias('a@corp.example');
    await alias('aa@desk.awsapps.com');
    expect(await aliases()).toEqual(['a@corp.example', 'aa@desk.awsapps.com']);
    expect(await client.send(new DescribeEntityCommand({ OrganizationId, Email: 'A@corp.example' }))).toMatchObject({
      Name: 'anna',
      Type: 'USER',
    });
    const change = (Email: string) =>
      client.send(new UpdatePrimaryEmailAddressCommand({ OrganizationId, EntityId: 'anna', Email }));
    await change('a@corp.example');
    await change('new@corp.example');
    expect((await describeUser('anna')).Email).toBe('new@corp.example');
    expect(await aliases()).toEqual(['a@corp.example', 'aa@desk.awsapps.com', 'anna@corp.example']);
    await client.send(new DeleteAliasCommand({ OrganizationId, EntityId: 'anna', Alias: 'a@corp.example' }));
    expect(await aliases()).toEqual(['aa@desk.awsapps.com', 'anna@corp.example']);
    expect(
      await errorOf(client.send(new DescribeEntityCommand({ OrganizationId, Email: 'a@corp.example' }))),
    ).toMatchObject({ name: 'EntityNotFoundException' });
    expect(
      await errorOf(
        client.send(new CreateAliasCommand({ OrganizationId, EntityId: 'berta', Alias: 'b@corp.example' })),
      ),
    ).toMatchObject({ name: 'EntityStateException' });
  });
});

test('what one process made, the next one has; a file of an earlier version has no users', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'users-'));
  const first = await startDesk({ folder });
  const GroupId = (await first.client.send(new CreateGroupCommand({ OrganizationId, Name: 'sales' }))).GroupId;
  await first.client.send(new CreateUserCommand({ OrganizationId, Name: 'anna', DisplayName: 'A' }));
  await first.client.send(new UpdateUserCommand({ OrganizationId, UserId: 'anna', City: 'Ulm' }));
  await first.client.send(new AssociateMemberToGroupCommand({ OrganizationId, GroupId, MemberId: 'anna' }));
  await first.workmail.stop();
  const second = await startDesk({ folder });
  const { Members } = await second.client.send(new ListGroupMembersCommand({ OrganizationId, GroupId: 'sales' }));
  expect(Members).toMatchObject([{ Name: 'anna' }]);
  expect(await second.client.send(new DescribeUserCommand({ OrganizationId, UserId: 'anna' }))).toMatchObject({
    City: 'Ulm',
  });
  await second.workmail.stop();
  const file = join(folder, `${ORGANIZATION_ID}.json`);
  const content = JSON.parse(readFileSync(file, 'utf8'));
  const { users: _, groups: __, ...organization } = content.organization;
  writeFileSync(file, JSON.stringify({ ...content, organization }));
  const third = await startDesk({ folder });
  expect((await third.client.send(new ListUsersCommand({ OrganizationId }))).Users).toEqual([]);
  await third.workmail.stop();
  rmSync(folder, { recursive: true });
});

test('rights are those to one operation on the organization', async () => {
  const statement = {
    Effect: 'Allow',
    Action: ['workmail:List*'],
    Resource: workmail.organizationArn(ORGANIZATION_ID),
  };
  const reader = clientOf(
    workmail,
    workmail.access.issue('arn:aws:sts::123456789012:assumed-role/reader/f', () => [{ Statement: statement }]),
  );
  expect((await reader.send(new ListUsersCommand({ OrganizationId }))).Users).toEqual([]);
  const create = new CreateUserCommand({ OrganizationId, Name: 'anna', DisplayName: 'A' });
  expect(await errorOf(reader.send(create))).toMatchObject({ name: 'AccessDeniedException' });
});
