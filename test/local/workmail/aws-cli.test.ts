import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { LocalWorkMail } from '../../../lib/local/workmail';
import { inboundRule, ORGANIZATION_ID, startDesk, stopDesks } from './desk';

const run = promisify(execFile);

/** A folder with a model of the service that has the operations: `workmail/2017-10-01/service-2.json`. */
const model = process.env.WORKMAIL_SERVICE_MODEL;
const itWithModel = model ? it : it.skip;
const title = model ? '' : ' (set WORKMAIL_SERVICE_MODEL to a folder with workmail/2017-10-01/service-2.json)';

let workmail: LocalWorkMail;

beforeAll(async () => {
  ({ workmail } = await startDesk());
});
afterAll(stopDesks);

async function aws(...parameters: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await run(
    'aws',
    ['workmail', ...parameters, '--endpoint-url', workmail.endpoint, '--output', 'json'],
    {
      env: {
        ...process.env,
        AWS_DATA_PATH: model,
        AWS_DEFAULT_REGION: workmail.region,
        AWS_ACCESS_KEY_ID: workmail.access.root.accessKeyId,
        AWS_SECRET_ACCESS_KEY: workmail.access.root.secretAccessKey,
        AWS_SESSION_TOKEN: '',
        AWS_MAX_ATTEMPTS: '1',
      },
    },
  );
  return stdout === '' ? {} : JSON.parse(stdout);
}

/** Every call is a Python process. */
const PATIENCE = 60_000;

itWithModel(
  `AWS’s own command line manages rules${title}`,
  async () => {
    const organization = ['--organization-id', ORGANIZATION_ID];
    const rule = (action: object) => ['--rule', JSON.stringify(inboundRule('from-the-shell', action as never))];
    const name = ['--rule-name', 'from-the-shell'];

    await aws('create-inbound-mail-flow-rule', ...organization, ...rule({ DropAction: {} }));
    await expect(aws('create-inbound-mail-flow-rule', ...organization, ...rule({ DropAction: {} }))).rejects.toThrow(
      /NameAvailabilityException.*The inbound rule "from-the-shell" exists already/,
    );
    await aws('update-inbound-mail-flow-rule', ...organization, ...rule({ BounceAction: {} }));
    expect(await aws('describe-inbound-mail-flow-rule', ...organization, ...name)).toEqual({
      Rule: inboundRule('from-the-shell', { BounceAction: {} }),
    });
    expect(await aws('list-inbound-mail-flow-rules', ...organization)).toEqual({
      InboundMailFlowRuleSummaries: [{ RuleName: 'from-the-shell' }],
    });
    const addresses = [
      '--origin',
      'FromEmailAddress=a@x.example',
      '--destination',
      'DestinationEmailAddress=b@corp.example',
    ];
    expect(await aws('test-inbound-mail-flow-rules', ...organization, ...addresses)).toEqual({
      MatchedRules: [{ MatchedRuleName: 'from-the-shell', Action: { BounceAction: {} } }],
    });
    await aws('delete-inbound-mail-flow-rule', ...organization, ...name);
    expect(workmail.inboundRules(ORGANIZATION_ID)).toEqual([]);
  },
  PATIENCE,
);

itWithModel(
  `AWS’s own command line manages organizations${title}`,
  async () => {
    const { OrganizationId } = await aws('create-organization', '--alias', 'shell');
    expect(workmail.organizations.map(({ alias }) => alias)).toContain('shell');
    expect(await aws('describe-organization', '--organization-id', String(OrganizationId))).toMatchObject({
      State: 'Active',
    });
    const { OrganizationSummaries } = await aws('list-organizations');
    expect(OrganizationSummaries).toHaveLength(2);
  },
  PATIENCE,
);
