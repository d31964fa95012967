/**
 * The whole way, on this machine: deploys the screening app to a local WorkMail, shows the rules as WorkMail reports
 * them, sends real messages through them, changes the app, deploys again, and destroys it. Ends with an error if
 * anything comes out otherwise than it should.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration } from 'aws-cdk-lib';
import { LocalAccount } from 'cdk-workmail-flow/local';
import { heading, ORGANIZATION_ID, showMatching, showOutcomes, showReport, showRules } from './demo-output';
import { expectEqual } from './expect-equal';
import { ScreeningStack, type ScreeningStackProps } from './screening-stack';

// The validator of aws-cdk-lib costs more time than everything else here.
process.env.CDK_VALIDATION ??= 'false';

const FIRST: ScreeningStackProps = {
  organizationId: ORGANIZATION_ID,
  blockedDomains: ['*.junk.example'],
  ruleTimeout: Duration.minutes(30),
  blockedRuleName: 'blocked',
};

const CHANGED: ScreeningStackProps = {
  ...FIRST,
  blockedDomains: ['*.junk.example', 'advertising.example'],
  ruleTimeout: Duration.minutes(60),
  blockedRuleName: 'blocked-domains',
};

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'screening-demo-'));
  const account = await LocalAccount.start({ onNotice: (notice) => console.log(`note: ${notice}`) });
  try {
    account.workmail.createOrganization({ alias: 'corp', organizationId: ORGANIZATION_ID, domains: ['corp.example'] });
    heading(`A WorkMail on this machine, at ${account.workmail.endpoint}`);
    await deployFirst(account, join(folder, 'first'));
    await sendMessages(account);
    await deployChanged(account, join(folder, 'changed'));
    await destroy(account);
    heading('All of it came out as it should');
  } finally {
    await account.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function synthesize(outdir: string, props: ScreeningStackProps): string {
  const app = new App({ outdir });
  new ScreeningStack(app, 'Screening', props);
  return app.synth().directory;
}

async function deployFirst(account: LocalAccount, folder: string): Promise<void> {
  heading('Deploy the app');
  const report = await account.deploy(synthesize(folder, FIRST));
  expectEqual('what the deployment did to rules', showReport(report), [
    'created blocked',
    'created screen-inbound',
    'created screen-outbound',
    'created watch-newsletter',
    'created watch-partner',
  ]);
  heading('The rules as WorkMail reports them');
  await showRules(account);
  heading('The rules that WorkMail says apply');
  const mail = [
    { direction: 'INBOUND', from: 'anybody@customer.example', recipient: 'office@corp.example' },
    { direction: 'INBOUND', from: 'sales@partner.example', recipient: 'office@corp.example' },
    { direction: 'INBOUND', from: 'win@cheap.junk.example', recipient: 'office@corp.example' },
    { direction: 'OUTBOUND', from: 'newsletter@corp.example', recipient: 'reader@customer.example' },
  ] as const;
  expectEqual('the rules that apply', await showMatching(account, mail), [
    'screen-inbound',
    'watch-partner',
    'blocked',
    'watch-newsletter',
  ]);
}

async function sendMessages(account: LocalAccount): Promise<void> {
  const message = (name: string) => readFileSync(join(__dirname, 'messages', name));

  heading('An offer comes in, with an attachment, for three recipients: messages/offer.eml');
  const offer = await account.send({
    organizationId: ORGANIZATION_ID,
    direction: 'INBOUND',
    from: 'joerg.mueller@customer.example',
    recipients: ['office@corp.example', 'former@corp.example', 'sales@corp.example'],
    content: message('offer.eml'),
  });
  expectEqual('what became of the offer', showOutcomes(offer), [
    'office@corp.example deliveredToInbox by screen-inbound',
    'former@corp.example bounced by screen-inbound',
    'sales@corp.example deliveredToInbox by screen-inbound',
  ]);

  heading('A partner writes: watched, not screened: messages/partner.eml');
  const partner = await account.send({
    organizationId: ORGANIZATION_ID,
    direction: 'INBOUND',
    from: 'sales@partner.example',
    recipients: ['former@corp.example'],
    content: message('partner.eml'),
  });
  expectEqual('what became of the partner’s message', showOutcomes(partner), [
    'former@corp.example deliveredToInbox by watch-partner',
  ]);

  heading('Something confidential goes out: messages/confidential.eml');
  const confidential = await account.send({
    organizationId: ORGANIZATION_ID,
    direction: 'OUTBOUND',
    from: 'office@corp.example',
    recipients: ['sales@partner.example', 'customer@customer.example'],
    content: message('confidential.eml'),
  });
  expectEqual('what became of the confidential message', showOutcomes(confidential), [
    'sales@partner.example bounced by screen-outbound',
    'customer@customer.example bounced by screen-outbound',
  ]);
}

async function deployChanged(account: LocalAccount, folder: string): Promise<void> {
  heading('Change the app, and deploy again');
  const report = await account.deploy(synthesize(folder, CHANGED));
  expectEqual('what the second deployment did to rules', showReport(report), [
    'removed blocked',
    'replaced blocked-domains',
    'updated screen-inbound',
  ]);
  heading('The rules as WorkMail reports them now');
  await showRules(account);
  const mail = [
    { direction: 'INBOUND', from: 'offers@advertising.example', recipient: 'office@corp.example' },
  ] as const;
  expectEqual('the rule that applies to advertising', await showMatching(account, mail), ['blocked-domains']);
}

async function destroy(account: LocalAccount): Promise<void> {
  heading('Destroy it');
  expectEqual('what the destruction did to rules', showReport(await account.destroy('Screening')), [
    'removed blocked-domains',
    'removed screen-inbound',
    'removed screen-outbound',
    'removed watch-newsletter',
    'removed watch-partner',
  ]);
  expectEqual('the rules that are left', await showRules(account), 0);
}

main().catch((error: Error) => {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
});
