import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { AccessControl } from '../../../lib/local/access';
import { LocalWorkMail, StateFileError } from '../../../lib/local/workmail';
import {
  CreateInboundMailFlowRuleCommand,
  CreateSmtpGatewayCommand,
  DeleteInboundMailFlowRuleCommand,
  DescribeInboundMailFlowRuleCommand,
} from '../../../lib/workmail-api';
import { errorOf, inboundRule, ORGANIZATION_ID, startDesk, stopDesks } from './desk';

const OrganizationId = ORGANIZATION_ID;
let folder: string;
let file: string;

beforeEach(() => {
  folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'local-workmail-')), 'state');
  file = path.join(folder, `${OrganizationId}.json`);
});
afterEach(async () => {
  await stopDesks();
  fs.rmSync(path.dirname(folder), { recursive: true });
});

/** A WorkMail that kept one rule, and stopped. */
async function keepOneRule(): Promise<void> {
  const { workmail, client } = await startDesk({ folder });
  await client.send(new CreateInboundMailFlowRuleCommand({ OrganizationId, Rule: inboundRule('kept') }));
  await workmail.stop();
}

const start = () => LocalWorkMail.start({ folder });

it('is kept over a restart, as JSON that a person can read', async () => {
  await keepOneRule();
  expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toMatchObject({
    account: '123456789012',
    region: 'us-east-1',
    organization: { alias: 'desk', inboundRules: [inboundRule('kept')] },
  });
  const { client, workmail } = await startDesk({ folder });
  const read = new DescribeInboundMailFlowRuleCommand({ OrganizationId, RuleName: 'kept' });
  expect((await client.send(read)).Rule).toEqual(inboundRule('kept'));
  await client.send(new DeleteInboundMailFlowRuleCommand({ OrganizationId, RuleName: 'kept' }));
  await workmail.stop();
  expect(JSON.parse(fs.readFileSync(file, 'utf8')).organization.inboundRules).toEqual([]);
});

it('holds no password', async () => {
  const { client } = await startDesk({ folder });
  const Authentication = { UserCredentials: { Username: 'user', Password: 'hunter2' } };
  const SmtpGateway = { SmtpGatewayName: 'g', HostName: 'h', PortNumber: 25, Enabled: true, Authentication };
  await client.send(new CreateSmtpGatewayCommand({ OrganizationId, SmtpGateway }));
  expect(fs.readFileSync(file, 'utf8')).toContain('"Username": "user"');
  expect(fs.readFileSync(file, 'utf8')).not.toContain('hunter2');
});

it.each<[string, (text: string) => string, RegExp]>([
  ['is no JSON', (text) => text.slice(0, -20), /JSON/],
  ['is empty', () => '', /JSON/],
  ['is a list', () => '[]', /must be a structure/],
  [
    'has a rule of another shape',
    (text) => text.replace('"Patterns": [', '"Patterns": [7,'),
    /Patterns\[0\] is a value of type number/,
  ],
  ['has a rule that WorkMail does not take', (text) => text.replace('"*"', '"a+b@x.example"'), /Patterns\[0\].*\+/],
  ['has a state that no organization has', (text) => text.replace('"Active"', '"Sleeping"'), /"Sleeping"/],
  [
    'has a gateway that is none',
    (text) => text.replace('"smtpGateways": []', '"smtpGateways": [{}]'),
    /SmtpGatewayName/,
  ],
  ['lacks the list of rules', (text) => text.replace('"inboundRules"', '"rules"'), /no organization.inboundRules/],
  [
    'is another organization’s',
    (text) => text.replace(OrganizationId, `m-${'0'.repeat(32)}`),
    /holds the organization/,
  ],
  ['is of another Region', (text) => text.replace('us-east-1', 'eu-west-1'), /of account 123456789012 in eu-west-1/],
])('names a file that %s, and leaves it as it is', async (_, damage, message) => {
  await keepOneRule();
  const damaged = damage(fs.readFileSync(file, 'utf8'));
  fs.writeFileSync(file, damaged);
  const error = await errorOf(start());
  expect(error).toBeInstanceOf(StateFileError);
  expect(error).toMatchObject({ code: 'STATE_FILE_UNREADABLE', file });
  expect(error.message).toMatch(message);
  expect(error.message).toContain(file);
  expect(fs.readFileSync(file, 'utf8')).toBe(damaged);
  fs.rmSync(file);
  await (await start()).stop();
});

it('is not changed in memory if it cannot be written', async () => {
  const { client, workmail } = await startDesk({ folder });
  fs.mkdirSync(`${file}.new`);
  const create = client.send(new CreateInboundMailFlowRuleCommand({ OrganizationId, Rule: inboundRule('lost') }));
  expect(await errorOf(create)).toMatchObject({ name: 'InternalFailure', message: expect.stringContaining(file) });
  expect(workmail.inboundRules(OrganizationId)).toEqual([]);
});

it('ignores what a crash left half written', async () => {
  await keepOneRule();
  fs.writeFileSync(`${file}.new`, '{"acc');
  const { client, workmail } = await startDesk({ folder });
  expect(workmail.inboundRules(OrganizationId)).toHaveLength(1);
  await client.send(new CreateInboundMailFlowRuleCommand({ OrganizationId, Rule: inboundRule('next') }));
  expect(fs.readdirSync(folder).sort()).toEqual(['lock', `${OrganizationId}.json`]);
});

it('is one process’s at a time, and taken over from one that is gone', async () => {
  const { workmail } = await startDesk({ folder });
  expect((await errorOf(start())).message).toContain(`in use by process ${process.pid}`);
  await workmail.stop();
  for (const gone of ['999999999', String(process.pid), '']) {
    fs.writeFileSync(path.join(folder, 'lock'), gone);
    await (await start()).stop();
  }
  expect(fs.existsSync(path.join(folder, 'lock'))).toBe(false);
});

it('is free again when the port was not', async () => {
  const { workmail } = await startDesk();
  const port = Number(new URL(workmail.endpoint).port);
  expect((await errorOf(LocalWorkMail.start({ folder, port }))).message).toContain('EADDRINUSE');
  await (await start()).stop();
});

it('belongs to one account', async () => {
  await keepOneRule();
  const access = new AccessControl({ account: '111122223333' });
  expect((await errorOf(LocalWorkMail.start({ folder, access }))).message).toContain(
    'this WorkMail of account 111122223333',
  );
});
