import { AssociateMemberToGroupCommand, CreateGroupCommand, CreateUserCommand } from '@aws-sdk/client-workmail';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, type FunctionProps, Runtime } from 'aws-cdk-lib/aws-lambda';
import {
  InboundAction,
  MailFlowFunction,
  MessageContentAccess,
  OutboundAction,
  UpdatedMessageBucket,
} from 'cdk-workmail-flow';
import type { Simulation } from '../../lib/simulator';
import { boto3Reason, testWithBoto3 } from '../local/python';
import { type EndToEndDesk, ORGANIZATION_ID, startDesk } from './desk';

const MESSAGE = [
  'From: Sender <sender@partner.example>',
  'To: office@corp.example',
  'Date: Tue, 24 Nov 2026 08:15:00 +0000',
  'Message-ID: <1@partner.example>',
  'Subject: Offer',
  '',
  'As we agreed.',
  '',
].join('\r\n');

/** Puts a tag in front of the subject, and says in its answer what came of it. */
const IN_JAVASCRIPT = `
const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3');
const flow = require('@aws-sdk/client-workmailmessageflow');
const s3 = new S3Client(), messages = new flow.WorkMailMessageFlowClient();
exports.handler = async ({ messageId, subject }) => {
  const { messageContent } = await messages.send(new flow.GetRawMessageContentCommand({ messageId }));
  const text = await messageContent.transformToString();
  const Bucket = process.env.WORKMAIL_UPDATED_MESSAGE_BUCKET, Key = subject.includes('twice') ? 'with.dot' : messageId;
  const Body = text.replace('Subject: ', 'Subject: [seen] ');
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const s3Reference = { bucket: Bucket, key: Key, objectVersion: VersionId };
  await messages.send(new flow.PutRawMessageContentCommand({ messageId, content: { s3Reference } }));
  return { actions: [{ action: { type: 'DEFAULT' }, allRecipients: true }] };
};`;

const IN_PYTHON = `
import os
import boto3
flow, s3 = boto3.client('workmailmessageflow'), boto3.client('s3')
def handler(event, context):
    ids = {'messageId': event['messageId']}
    text = flow.get_raw_message_content(**ids)['messageContent'].read()
    place = {'Bucket': os.environ['WORKMAIL_UPDATED_MESSAGE_BUCKET'], 'Key': event['messageId']}
    s3.put_object(Body=text.replace(b'Subject: ', b'Subject: [seen] '), **place)
    reference = {'bucket': place['Bucket'], 'key': place['Key']}
    flow.put_raw_message_content(content={'s3Reference': reference}, **ids)
    return {'actions': [{'action': {'type': 'DEFAULT'}, 'allRecipients': True}]}`;

let desk: EndToEndDesk;
beforeAll(async () => {
  desk = await startDesk();
});
afterEach(async () => {
  await desk.account.destroy();
});
afterAll(() => desk.stop());

interface Options {
  readonly access?: MessageContentAccess;
  readonly isSynchronous?: boolean;
}

async function deploy(
  code: Partial<FunctionProps>,
  { access = MessageContentAccess.READ_WRITE, isSynchronous = true }: Options = {},
): Promise<void> {
  const report = await desk.deploy((stack, organization) => {
    const content = { messageContentAccess: access };
    const ruleTimeout = Duration.minutes(0);
    const removal = { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true };
    const bucket = new UpdatedMessageBucket(stack, 'Bucket', { organization, ...removal });
    new MailFlowFunction(stack, 'Tagging', {
      organization,
      ...(access === MessageContentAccess.READ_WRITE && { updatedMessageBucket: bucket }),
      code: Code.fromInline(IN_JAVASCRIPT),
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      timeout: Duration.seconds(15),
      ...code,
      inbound: isSynchronous
        ? { ...content, synchronous: true, fallbackAction: InboundAction.deliverToJunk(), ruleTimeout }
        : { ...content, synchronous: false },
      outbound: { ...content, synchronous: true, fallbackAction: OutboundAction.drop(), ruleTimeout },
    });
  });
  expect([report.reason, report.outcome]).toEqual([undefined, expect.stringMatching(/^(created|updated)$/)]);
}

const send = (content = MESSAGE, direction: 'INBOUND' | 'OUTBOUND' = 'INBOUND') =>
  desk.account.send({
    organizationId: ORGANIZATION_ID,
    direction,
    from: 'sender@partner.example',
    recipients: ['office@corp.example'],
    content: Buffer.from(content),
  });
const textOf = ({ updatedContent }: { updatedContent?: Uint8Array }) =>
  updatedContent && Buffer.from(updatedContent).toString();
const errorOf = ({ calls }: Simulation) => String(calls[0]?.attempts[0]?.problem?.value);
const TAGGED = MESSAGE.replace('Subject: ', 'Subject: [seen] ');

/** Deploying starts functions. */
const PATIENCE = 60_000;

test(
  'a function gets the content and puts it back changed; then everything goes, the bucket’s objects too',
  async () => {
    await deploy({});
    for (const direction of ['INBOUND', 'OUTBOUND'] as const) {
      const mail = await send(MESSAGE, direction);
      expect(mail.outcomes).toMatchObject([{ how: 'answer' }]);
      expect(textOf(mail)).toBe(TAGGED);
      expect(mail.notices).toEqual([]);
    }
    const report = await desk.account.destroy('Mail');
    expect(report.stacks).toMatchObject([{ outcome: 'deleted' }]);
  },
  PATIENCE,
);

testWithBoto3(
  `the same in Python, with boto3${boto3Reason}`,
  async () => {
    await deploy({ code: Code.fromInline(IN_PYTHON), runtime: Runtime.PYTHON_3_13 });
    const mail = await send();
    expect(mail.outcomes).toMatchObject([{ kind: 'deliveredToInbox', how: 'answer' }]);
    expect(textOf(mail)).toBe(TAGGED);
  },
  PATIENCE,
);

const ASKING = `
import os
import boto3
workmail = boto3.client('workmail')
def handler(event, context):
    place = {'OrganizationId': os.environ['ORGANIZATION_ID']}
    groups = [group['Id'] for group in workmail.list_groups(**place)['Groups'] if group['Name'] == 'closed']
    members = workmail.list_group_members(GroupId=groups[0], **place)['Members']
    closed = [member['Name'] + '@corp.example' for member in members]
    bounce = {'action': {'type': 'BOUNCE'}, 'recipients': closed}
    return {'actions': [bounce, {'action': {'type': 'DEFAULT'}, 'allRecipients': True}]}`;

testWithBoto3(
  `a function asks WorkMail who is in a group${boto3Reason}`,
  async () => {
    const client = desk.person;
    const place = { OrganizationId: ORGANIZATION_ID };
    await client.send(new CreateUserCommand({ ...place, Name: 'office', DisplayName: 'Office' }));
    const { GroupId } = await client.send(new CreateGroupCommand({ ...place, Name: 'closed' }));
    await client.send(new AssociateMemberToGroupCommand({ ...place, GroupId, MemberId: 'office' }));
    const environment = { ORGANIZATION_ID };
    const code = { code: Code.fromInline(ASKING), runtime: Runtime.PYTHON_3_13, environment };
    const access = MessageContentAccess.NONE;
    await deploy(code, { access });
    expect(errorOf(await send())).toMatch(/AccessDenied.*not authorized to perform: workmail:ListGroups/);
    const initialPolicy = [new PolicyStatement({ actions: ['workmail:List*'], resources: ['*'] })];
    await deploy({ ...code, initialPolicy }, { access });
    expect((await send()).outcomes).toMatchObject([{ kind: 'bounced' }]);
  },
  PATIENCE,
);

test(
  'what WorkMail would refuse is refused, and the function fails with its error',
  async () => {
    await deploy({});
    const dotted = await send(MESSAGE.replace('Offer', 'twice'));
    expect(dotted.outcomes).toMatchObject([
      { kind: 'deliveredToJunk', how: 'fallback', why: expect.stringContaining('InvalidContentLocation') },
    ]);
    expect(errorOf(dotted)).toContain('no dots');
    const rejected = await send(MESSAGE.replace('As we', 'x'.repeat(2000)));
    expect(rejected.outcomes[0]?.why).toContain('MessageRejected');
    expect(rejected.updatedContent).toBeUndefined();
  },
  PATIENCE,
);

test(
  'a function that may read and not write is told so',
  async () => {
    await deploy(
      { environment: { WORKMAIL_UPDATED_MESSAGE_BUCKET: 'elsewhere' } },
      { access: MessageContentAccess.READ },
    );
    const mail = await send();
    expect(errorOf(mail)).toMatch(/NoSuchBucket.*no bucket elsewhere on this machine/);
  },
  PATIENCE,
);

test(
  'a function that may not even read is told so',
  async () => {
    await deploy({}, { access: MessageContentAccess.NONE });
    const mail = await send();
    expect(errorOf(mail)).toMatch(
      /AccessDeniedException.*not authorized to perform: workmailmessageflow:GetRawMessageContent/,
    );
  },
  PATIENCE,
);

test(
  'what a function puts back behind an asynchronous rule changes nothing, which is told',
  async () => {
    await deploy({}, { isSynchronous: false });
    const mail = await send();
    expect(mail.calls).toMatchObject([{ attempts: [{ answer: expect.any(String) }] }]);
    expect(mail.updatedContent).toBeUndefined();
    expect(mail.notices).toMatchObject([{ code: 'UPDATED_IN_VAIN' }]);
    expect(desk.account.messages.currentContent(mail.messageId)?.isUpdated).toBe(true);
  },
  PATIENCE,
);
