import { WorkMailClient } from '@aws-sdk/client-workmail';
import { LocalWorkMail } from '../../lib/local/workmail';
import { describeContract } from './contract';

let workmail: LocalWorkMail | undefined;
afterAll(() => workmail?.stop());

describeContract('the local WorkMail', 'arn:aws:lambda:us-east-1:123456789012:function:contract', async () => {
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
});

const { WORKMAIL_ORGANIZATION_ID: OrganizationId = '', WORKMAIL_FUNCTION_ARN: functionArn } = process.env;

if (OrganizationId) {
  jest.setTimeout(60_000);
  describeContract(`the real WorkMail, ${OrganizationId}`, functionArn, async () => ({
    client: new WorkMailClient({}),
    OrganizationId,
  }));
} else {
  it.skip('the real WorkMail: set WORKMAIL_ORGANIZATION_ID, AWS_REGION and credentials (and WORKMAIL_FUNCTION_ARN for rules that run a function)', () => {});
}
