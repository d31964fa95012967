import { WorkMailClient } from '@aws-sdk/client-workmail';
import { LocalWorkMail } from '../../lib/local/workmail';
import { describeContract } from './contract';
import { findingsReport } from './findings-report';
import type { Findings } from './open-questions';

let workmail: LocalWorkMail | undefined;
afterAll(() => workmail?.stop());

describeContract(
  'the local WorkMail',
  'arn:aws:lambda:us-east-1:123456789012:function:contract',
  async () => {
    workmail = await LocalWorkMail.start();
    const { organizationId } = workmail.createOrganization({ alias: 'contract' });
    return {
      client: new WorkMailClient({
        endpoint: workmail.endpoint,
        region: workmail.region,
        credentials: workmail.access.root,
      }),
      OrganizationId: organizationId,
    };
  },
  expectAsRead,
);

/** The local WorkMail does what the readings say. */
function expectAsRead({ observations, refusals }: Findings): void {
  const others = Object.entries(observations).filter(([, { isAsRead }]) => !isAsRead);
  expect(others).toEqual([]);
  expect(Object.values(refusals)).not.toContain('taken');
}

const { WORKMAIL_ORGANIZATION_ID: OrganizationId = '', WORKMAIL_FUNCTION_ARN: functionArn } = process.env;

if (OrganizationId) {
  jest.setTimeout(60_000);
  const client = new WorkMailClient({});
  describeContract(
    `the real WorkMail, ${OrganizationId}`,
    functionArn,
    async () => ({ client, OrganizationId }),
    (findings) => {
      const where = `${process.env.AWS_REGION ?? 'WorkMail'}, ${new Date().toISOString().slice(0, 10)}`;
      process.stdout.write(`\n${findingsReport(findings, where)}\n`);
    },
  );
} else {
  it.skip('the real WorkMail: set WORKMAIL_ORGANIZATION_ID, AWS_REGION and credentials (and WORKMAIL_FUNCTION_ARN for rules that run a function)', () => {});
}
