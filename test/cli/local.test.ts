import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ListOrganizationsCommand, WorkMailClient } from '@aws-sdk/client-workmail';
import { withLink } from '../../lib/rules';
import { ListInboundMailFlowRulesCommand } from '../../lib/workmail-api';
import { linkedHeading } from '../error-links';
import { folder, line, ORGANIZATION_ID, start, writeApp } from './support';

beforeAll(() => writeApp('cdk.out'));

/** Starts a WorkMail, waits until it says that it is there, and stops it by Ctrl-C after some work. */
async function whileRunning(args: readonly string[], work: (printed: string) => Promise<void>): Promise<string> {
  const child = start(['local', ...args]);
  const errors = text(child.stderr);
  try {
    const printed = await Promise.race([
      once(child.stdout, 'data').then(String),
      once(child, 'exit').then(async () => Promise.reject(new Error(await errors))),
    ]);
    await work(printed);
  } finally {
    child.kill('SIGINT');
  }
  const [status] = await once(child, 'close');
  expect(status).toBe(0);
  return errors;
}

test('starts a WorkMail, deploys an app to it, says how to reach it, and stops on Ctrl-C', async () => {
  const errors = await whileRunning(['--app', 'cdk.out', '--domain', 'corp.example', '--json'], async (printed) => {
    const { workmailEndpoint, environment, organizations } = JSON.parse(printed);
    expect(organizations).toMatchObject([
      {
        organizationId: ORGANIZATION_ID,
        alias: 'corp',
        mailDomains: ['corp.awsapps.com', 'corp.example'],
        inboundRules: ['junk', 'screen'],
        outboundRules: ['out'],
      },
    ]);
    expect(environment).toMatchObject({ AWS_ENDPOINT_URL_WORKMAIL: workmailEndpoint, AWS_REGION: 'us-east-1' });
    for (const service of ['CLOUDFORMATION', 'IAM', 'LAMBDA', 'STS']) {
      expect(environment[`AWS_ENDPOINT_URL_${service}`]).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    }
    const credentials = {
      accessKeyId: environment.AWS_ACCESS_KEY_ID,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
    };
    const client = new WorkMailClient({ endpoint: workmailEndpoint, region: environment.AWS_REGION, credentials });
    const { InboundMailFlowRuleSummaries: rules } = await client.send(
      new ListInboundMailFlowRulesCommand({ OrganizationId: ORGANIZATION_ID }),
    );
    expect(rules).toHaveLength(2);
    client.destroy();
  });
  expect(errors).toMatch(/Mail: created \(\d+ resources, [\d.]+ s\)/);
}, 30_000);

test('keeps organizations in a folder for the next start', async () => {
  const args = ['--folder', 'kept', '--region', 'eu-west-1', '--json'];
  const idIn = (printed: string) =>
    JSON.parse(printed).organizations.map((one: { organizationId: string }) => one.organizationId);
  let first: string[] = [];
  await whileRunning([...args, '--organization', 'mine'], async (printed) => {
    first = idIn(printed);
  });
  await whileRunning(
    [...args, '--organization', 'mine', '--organization', `other=${ORGANIZATION_ID}`],
    async (printed) => {
      expect(idIn(printed)).toEqual([...first, ORGANIZATION_ID]);
    },
  );
  expect(folder).toBeDefined();
}, 30_000);

test('for people: what to type in a shell', async () => {
  await whileRunning([], async (printed) => {
    expect(printed).toMatch(/export AWS_ENDPOINT_URL_WORKMAIL=http:\/\/127\.0\.0\.1:\d+\n/);
    expect(printed).toContain('Ctrl-C stops it.');
    const endpoint = /export AWS_ENDPOINT_URL_WORKMAIL=(\S+)/.exec(printed)?.[1];
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new WorkMailClient({ endpoint, region: 'us-east-1', credentials });
    const { OrganizationSummaries } = await client.send(new ListOrganizationsCommand({}));
    expect(OrganizationSummaries).toMatchObject([{ Alias: 'corp' }]);
    client.destroy();
  });
});

test('a deployment that fails is a negative answer', async () => {
  const { status, stderr } = await line(`local --app cdk.out --organization corp=${ORGANIZATION_ID.replace('0', '9')}`);
  expect(status).toBe(1);
  expect(stderr).toMatch(/Mail: failed/);
}, 30_000);

test('a port that is in use', async () => {
  await whileRunning(['--json'], async (printed) => {
    const { port } = new URL(JSON.parse(printed).workmailEndpoint);
    expect(await line(`local --port ${port}`)).toMatchObject({
      status: 2,
      stderr: `${withLink(`error PORT_IN_USE: Port ${port} is in use. Stop what uses it, or give another --port.`, 'PORT_IN_USE')}\n`,
    });
  });
});

test('a folder with what this program did not write', async () => {
  const organization = join(folder, 'damaged', 'workmail', `m-${'0'.repeat(32)}.json`);
  mkdirSync(dirname(organization), { recursive: true });
  writeFileSync(organization, '[]');
  const { status, stderr } = await line('local --folder damaged');
  expect(status).toBe(2);
  expect(stderr).toMatch(
    /^error STATE_FILE_UNREADABLE: \S+ cannot be read: [^.]+\. Nothing was changed\. Repair the file/,
  );
  expect(linkedHeading(stderr.trimEnd())).toBe('state_file_unreadable');
});

test('a folder that another process uses', async () => {
  mkdirSync(join(folder, 'used', 'workmail'), { recursive: true });
  writeFileSync(join(folder, 'used', 'workmail', 'lock'), String(process.ppid));
  const { status, stderr } = await line('local --folder used');
  expect(status).toBe(2);
  expect(stderr).toMatch(new RegExp(`^error FOLDER_IN_USE: The folder \\S+ is in use by process ${process.ppid}\\. `));
  expect(linkedHeading(stderr.trimEnd())).toBe('folder_in_use');
});

test.each([
  ['--port 99999', 'to 65535'],
  ['--region eu-central-1', 'Allowed choices are us-east-1'],
  ['--organization a --organization b --domain x.example', 'a=x.example or b=x.example'],
  ['--organization -', 'Alias is "-"'],
])('%s is refused', async (args, why) => {
  expect(await line(`local ${args}`)).toMatchObject({ status: 2, stderr: expect.stringContaining(why) });
});
