import { join } from 'node:path';
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import {
  AssociateMemberToGroupCommand,
  CreateGroupCommand,
  CreateUserCommand,
  UpdateDefaultMailDomainCommand,
} from '@aws-sdk/client-workmail';
import { linkSdk } from '../cli/support';
import { contentsOf, sendTo } from '../local/mail/desk';
import { hasPythonModule } from '../local/python';
import { type EndToEndDesk, ORGANIZATION_ID, startDesk } from './desk';
import * as apps from './published-functions/apps';
import { message, parse } from './published-functions/messages';
import { type Letter, WAYS } from './published-functions/ways';

/** Functions that AWS publishes for WorkMail, unmodified: they decide as their READMEs say. */

const why = apps.FOLDER
  ? ['boto3', 'bs4'].filter((name) => !hasPythonModule(name)).map((name) => `install ${name} for python3`)
  : ['set WORKMAIL_PUBLISHED_FUNCTIONS to a clone of github.com/aws-samples/amazon-workmail-lambda-templates'];
const testPublished = why.length > 0 ? test.skip : test;
const reason = why.length > 0 ? ` (${why.join(', ')})` : '';

/** Every function is a process, and some are deployed. */
const PATIENCE = 120_000;

let desk: EndToEndDesk;
let cloudWatch: CloudWatchClient;

beforeAll(async () => {
  if (why.length > 0) return;
  desk = await startDesk();
  linkSdk();
  await restrictBoss();
  const { endpoints, workmail } = desk.account;
  cloudWatch = new CloudWatchClient({
    endpoint: endpoints.CLOUDWATCH,
    region: workmail.region,
    credentials: workmail.access.root,
  });
});
afterEach(async () => {
  await desk?.account.destroy();
});
afterAll(async () => {
  cloudWatch?.destroy();
  await desk?.stop();
});

/** Makes the group `restricted`, with the mailbox boss@corp.example. */
async function restrictBoss(): Promise<void> {
  const place = { OrganizationId: ORGANIZATION_ID };
  await desk.person.send(new UpdateDefaultMailDomainCommand({ ...place, DomainName: 'corp.example' }));
  const { UserId } = await desk.person.send(new CreateUserCommand({ ...place, Name: 'boss', DisplayName: 'Boss' }));
  const { GroupId } = await desk.person.send(new CreateGroupCommand({ ...place, Name: 'restricted' }));
  await desk.person.send(new AssociateMemberToGroupCommand({ ...place, GroupId, MemberId: UserId }));
}

const OFFICE: Letter = { to: ['office@corp.example'], eml: message() };
const INTERNAL: Letter = { ...OFFICE, eml: message({ from: 'boss@corp.example' }) };

describe.each(WAYS)('%s', (_, send) => {
  testPublished(
    `hello world lets every message pass, and does not change it${reason}`,
    async () => {
      expect(await send(desk, apps.helloWorld, OFFICE)).toEqual({
        outcomes: { 'office@corp.example': 'deliveredToInbox' },
      });
    },
    PATIENCE,
  );

  testPublished(
    `the gateway filter puts into junk what the header marks, and lets by what it does not mark${reason}`,
    async () => {
      const marked = (verdict: string) => ({ ...OFFICE, eml: message({ fields: [`X-Gateway-Verdict: ${verdict}`] }) });
      const outcome = async (letter: Letter) =>
        Object.values((await send(desk, apps.upstreamGatewayFilter, letter)).outcomes);
      expect(await outcome(marked('spam'))).toEqual(['deliveredToJunk']);
      expect(await outcome(marked('clean'))).toEqual(['deliveredToInbox']);
      expect(await outcome(OFFICE)).toEqual(['deliveredToInbox']);
      expect(await outcome({ ...marked('spam'), direction: 'OUTBOUND' })).toEqual(['sent']);
    },
    PATIENCE,
  );

  testPublished(
    `restricted mailboxes get and send internal mail only, and a mailbox gets a copy of what was rejected${reason}`,
    async () => {
      const inbound = await send(desk, apps.restrictedMailboxes, {
        ...OFFICE,
        to: ['boss@corp.example', 'office@corp.example'],
      });
      expect(inbound.outcomes).toEqual({
        'boss@corp.example': 'bounced',
        'office@corp.example': 'deliveredToInbox',
        'report@corp.example': 'addedAsBlindCopy',
      });
      const outbound = await send(desk, apps.restrictedMailboxes, {
        direction: 'OUTBOUND',
        to: ['friend@partner.example', 'office@corp.example'],
        eml: message({ from: 'boss@corp.example' }),
      });
      expect(outbound.outcomes).toEqual({
        'friend@partner.example': 'bounced: Sending e-mails to external domains is against company policy.',
        'office@corp.example': 'sent',
        'report@corp.example': 'addedAsBlindCopy',
      });
    },
    PATIENCE,
  );

  testPublished(
    `update email puts a disclaimer, a footer and a tag into external mail, and leaves internal mail alone${reason}`,
    async () => {
      const { outcomes, updated } = await send(desk, apps.updateEmail, OFFICE);
      expect(outcomes).toEqual({ 'office@corp.example': 'deliveredToInbox' });
      const { subject, text, html, attachments, messageId } = await parse(updated);
      expect(subject).toBe('[External Email] Offer');
      expect(text?.trim()).toBe('Sent from outside.\n\nGrüße\n\nDo not forward.');
      expect(html).toMatch(/<b style="color:red;">CAUTION:<\/b> Sent from outside\..*<p>Grüße<\/p>.*Do not forward\./s);
      expect(attachments).toMatchObject([{ filename: 'list.bin', content: 'AAEC/w==' }]);
      expect(messageId).toBe('<1@partner.example>');
      expect((await send(desk, apps.updateEmail, INTERNAL)).updated).toBeUndefined();
    },
    PATIENCE,
  );

  testPublished(
    `save and update email keeps the original in a bucket, and writes its key into the mail${reason}`,
    async () => {
      const { outcomes, updated } = await send(desk, apps.saveAndUpdateEmail, OFFICE);
      expect(outcomes).toEqual({ 'office@corp.example': 'deliveredToInbox' });
      const { subject, text, headers } = await parse(updated);
      const key = headers.find((header) => header.key === 'workmailmessagekey')?.value;
      expect(key).toMatch(/^[0-9a-f-]{36}$/);
      expect(subject).toBe('[External] Offer');
      expect(text).toContain(`Unmodified message saved: ${key}`);
    },
    PATIENCE,
  );

  testPublished(
    `stop mail storm bounces mail for a protected group while its alarm is on${reason}`,
    async () => {
      const letter = { ...OFFICE, to: ['everybody@corp.example', 'office@corp.example'] };
      // the first message makes the alarm
      const calm = { 'everybody@corp.example': 'deliveredToInbox', 'office@corp.example': 'deliveredToInbox' };
      expect((await send(desk, apps.stopMailStorm, letter)).outcomes).toEqual(calm);
      await receiveInTheLastMinutes('everybody@corp.example');
      const storm = { ...calm, 'everybody@corp.example': 'bounced' };
      expect((await send(desk, apps.stopMailStorm, letter)).outcomes).toEqual(storm);
      await endAlarms();
    },
    PATIENCE,
  );
});

testPublished(
  `mail that comes by SMTP arrives in the mailbox as update email left it${reason}`,
  async () => {
    await desk.deploy(apps.updateEmail);
    const mail = await desk.account.startMail();
    await sendTo(mail.inboundPort, 'sender@partner.example', 'office@corp.example', message());
    await mail.whenIdle();
    const [delivered] = contentsOf(join(mail.folder, 'office@corp.example'));
    expect(await parse(delivered)).toMatchObject({
      subject: '[External Email] Offer',
      text: expect.stringContaining('Sent from outside.'),
      attachments: [{ filename: 'list.bin', content: 'AAEC/w==' }],
    });
  },
  PATIENCE,
);

testPublished(
  `what save and update email saved is the message as it came${reason}`,
  async () => {
    await desk.deploy(apps.saveAndUpdateEmail);
    const { account } = desk;
    await account.send({
      organizationId: ORGANIZATION_ID,
      direction: 'INBOUND',
      from: '',
      recipients: OFFICE.to,
      content: Buffer.from(OFFICE.eml),
    });
    const bucket = account.cloudFormation
      .resources('Mail')
      .find(({ logicalId, type }) => type === 'AWS::S3::Bucket' && logicalId.startsWith('Saved'));
    const s3 = new S3Client({
      endpoint: account.endpoints.S3,
      region: account.workmail.region,
      credentials: account.workmail.access.root,
    });
    const place = { Bucket: bucket?.physicalId };
    const { Contents = [] } = await s3.send(new ListObjectsV2Command(place));
    const { Body } = await s3.send(new GetObjectCommand({ ...place, Key: Contents[0]?.Key }));
    expect(await Body?.transformToString()).toBe(OFFICE.eml);
    s3.destroy();
  },
  PATIENCE,
);

/** More than the threshold in each of some minutes, as if messages had come. */
async function receiveInTheLastMinutes(address: string): Promise<void> {
  const MetricData = [0, 1, 2, 3].map((minutesAgo) => ({
    MetricName: 'EmailsReceived',
    Dimensions: [{ Name: 'EmailAddress', Value: address }],
    Timestamp: new Date(Date.now() - minutesAgo * 60_000),
    Value: 10,
  }));
  await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'WorkMail', MetricData }));
}

async function endAlarms(): Promise<void> {
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({}));
  const AlarmNames = MetricAlarms.map(({ AlarmName = '' }) => AlarmName);
  await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames }));
}
