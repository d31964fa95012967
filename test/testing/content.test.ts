import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  InboundAction,
  InboundMailFlowRule,
  MailFlowFunction,
  MessageContentAccess,
  Organization,
  UpdatedMessageBucket,
} from '../../lib';
import { MailFlow, type MailFlowOptions, mailFlowMatchers, standIn } from '../../lib/testing';
import { boto3Reason, testWithBoto3 } from '../local/python';
import { ANSWER_DROP, newStack, ORGANIZATION_ID, organizationOf } from './support';

expect.extend(mailFlowMatchers);

const EML = [
  'From: a@partner.example',
  'To: b@corp.example',
  'Date: Tue, 24 Nov 2026 08:15:00 +0000',
  'Subject: Offer',
  '',
  'As we agreed.',
  '',
].join('\r\n');

/** Puts a tag in front of the subject. */
const TAGGING = `
const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3');
const flow = require('@aws-sdk/client-workmailmessageflow');
const s3 = new S3Client(), messages = new flow.WorkMailMessageFlowClient();
exports.handler = async ({ messageId }) => {
  const { messageContent } = await messages.send(new flow.GetRawMessageContentCommand({ messageId }));
  const text = await messageContent.transformToString();
  const Bucket = process.env.WORKMAIL_UPDATED_MESSAGE_BUCKET;
  await s3.send(new PutObjectCommand({ Bucket, Key: messageId, Body: text.replace('Subject: ', 'Subject: [seen] ') }));
  const s3Reference = { bucket: Bucket, key: messageId };
  await messages.send(new flow.PutRawMessageContentCommand({ messageId, content: { s3Reference } }));
  return { actions: [{ action: { type: 'DEFAULT' }, allRecipients: true }] };
};`;

interface StackOptions {
  readonly code?: string;
  readonly runtime?: Runtime;
  readonly isSynchronous?: boolean;
  readonly bucket?: (stack: Stack) => Bucket;
}

function contentStack({
  code = TAGGING,
  runtime = Runtime.NODEJS_22_X,
  isSynchronous = true,
  bucket,
}: StackOptions = {}): Stack {
  const stack = newStack();
  const organization = organizationOf(stack);
  const access = { messageContentAccess: MessageContentAccess.READ_WRITE };
  new MailFlowFunction(stack, 'Tagging', {
    organization,
    code: Code.fromInline(code),
    runtime,
    handler: 'index.handler',
    timeout: Duration.seconds(15),
    updatedMessageBucket:
      bucket?.(stack) ??
      new UpdatedMessageBucket(stack, 'Updated', { organization, removalPolicy: RemovalPolicy.DESTROY }),
    inbound: isSynchronous
      ? { ...access, synchronous: true, fallbackAction: InboundAction.bounce(), ruleTimeout: Duration.minutes(0) }
      : { ...access, synchronous: false },
  });
  return stack;
}

const flows: MailFlow[] = [];
function flowOf(stack: Stack, options: MailFlowOptions = {}): MailFlow {
  const flow = MailFlow.fromStack(stack, options);
  flows.push(flow);
  return flow;
}
afterEach(async () => {
  for (const flow of flows.splice(0)) await flow.stop();
});

const textOf = (content: Uint8Array | undefined) => content && Buffer.from(content).toString();
const TAGGED = EML.replace('Subject: ', 'Subject: [seen] ');
const PATIENCE = 30_000;

test(
  'a function gets the content and puts it back changed, through the bucket of the stack',
  async () => {
    const flow = flowOf(contentStack());
    const mail = await flow.inbound({ eml: EML });
    expect(mail).toReach('b@corp.example');
    expect(textOf(mail.updatedContent)).toBe(TAGGED);
    expect(mail.notices).toEqual([]);
  },
  PATIENCE,
);

test(
  'each message has its own content, also those that are alike and come at once',
  async () => {
    const flow = flowOf(contentStack());
    const bodies = ['one', 'two', 'three', 'four'];
    // the same header: to the function they have the same id
    const mails = await Promise.all(bodies.map((body) => flow.inbound({ eml: EML.replace('As we agreed.', body) })));
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(1);
    expect(mails.map(({ updatedContent }) => textOf(updatedContent)?.split('\r\n').at(-2))).toEqual(bodies);
  },
  PATIENCE,
);

testWithBoto3(
  `the same in Python${boto3Reason}`,
  async () => {
    const code = `
import os, boto3
flow, s3 = boto3.client('workmailmessageflow'), boto3.client('s3')
def handler(event, context):
    text = flow.get_raw_message_content(messageId=event['messageId'])['messageContent'].read()
    place = {'Bucket': os.environ['WORKMAIL_UPDATED_MESSAGE_BUCKET'], 'Key': event['messageId']}
    version = s3.put_object(Body=text.replace(b'Subject: ', b'Subject: [seen] '), **place)['VersionId']
    reference = {'bucket': place['Bucket'], 'key': place['Key'], 'objectVersion': version}
    flow.put_raw_message_content(messageId=event['messageId'], content={'s3Reference': reference})
    return {'actions': [{'action': {'type': 'DEFAULT'}, 'allRecipients': True}]}`;
    const mail = await flowOf(contentStack({ code, runtime: Runtime.PYTHON_3_13 })).inbound({ eml: EML });
    expect(textOf(mail.updatedContent)).toBe(TAGGED);
  },
  PATIENCE,
);

test(
  'what is put back behind an asynchronous rule changes nothing, which is told',
  async () => {
    const mail = await flowOf(contentStack({ isSynchronous: false })).inbound({ eml: EML });
    expect(mail.updatedContent).toBeUndefined();
    expect(mail.notices).toMatchObject([{ code: 'UPDATED_IN_VAIN' }]);
  },
  PATIENCE,
);

test(
  'where another rule decides for a recipient too, it is open who gets the changed content',
  async () => {
    const stack = contentStack();
    new InboundMailFlowRule(stack, 'Drop', {
      organization: Organization.fromOrganizationId(stack, 'Again', ORGANIZATION_ID),
      recipients: ['closed@corp.example'],
      action: InboundAction.drop(),
    });
    const mail = await flowOf(stack).inbound({ eml: EML, to: ['b@corp.example', 'closed@corp.example'] });
    expect(textOf(mail.updatedContent)).toBe(TAGGED);
    expect(mail.openReadings).toContain('updatedContent');
  },
  PATIENCE,
);

test(
  'a message id that WorkMail would not give leaves a function without content, and the event as it is',
  async () => {
    const flow = flowOf(contentStack({ code: 'exports.handler = async () => ({ actions: [] })' }));
    const mail = await flow.inbound({ eml: EML, messageId: 'Not WorkMail’s' });
    expect(mail.calls[0]?.event.messageId).toBe('Not WorkMail’s');
    expect(mail.for('b@corp.example').how).toBe('fallback');
  },
  PATIENCE,
);

test(
  'content that WorkMail would reject fails the function, as it would there',
  async () => {
    const mail = await flowOf(contentStack()).inbound({ eml: EML.replace('As we', 'x'.repeat(2000)) });
    expect(mail).toBounceFor('b@corp.example');
    expect(String(mail.calls[0]?.attempts[0]?.problem?.value)).toMatch(/MessageRejected.*a line has at most/);
  },
  PATIENCE,
);

test(
  'a bucket without the policy that WorkMail needs is found',
  async () => {
    // its owner says that it has the policy
    const bucket = (stack: Stack) => {
      const made = new Bucket(stack, 'Plain', { bucketName: 'plain-bucket' });
      return Bucket.fromBucketName(stack, 'Imported', made.bucketName) as Bucket;
    };
    const mail = await flowOf(contentStack({ bucket })).inbound({ eml: EML });
    expect(String(mail.calls[0]?.attempts[0]?.problem?.value)).toMatch(
      /InvalidContentLocation.*the bucket has no policy/,
    );
  },
  PATIENCE,
);

test(
  'a bucket that no stack has is no reason for the fallback: the error names it',
  async () => {
    const bucket = (stack: Stack) => Bucket.fromBucketName(stack, 'Imported', 'elsewhere') as Bucket;
    await expect(flowOf(contentStack({ bucket })).inbound({ eml: EML })).rejects.toMatchObject({
      code: 'FUNCTION_NEEDS_SERVICE',
      problem: expect.stringContaining('without the bucket elsewhere, which no stack here has'),
    });
  },
  PATIENCE,
);

test(
  'nothing is left behind, and stand-ins cost no file',
  async () => {
    const { TMPDIR } = process.env;
    const temporary = mkdtempSync(join(tmpdir(), 'mine-'));
    process.env.TMPDIR = temporary;
    const flow = flowOf(contentStack());
    await flow.inbound({ eml: EML });
    await flow.stop();
    await flowOf(contentStack(), { functions: [standIn('*', ANSWER_DROP)] }).inbound({ eml: EML });
    expect(readdirSync(temporary)).toEqual([]);
    process.env.TMPDIR = TMPDIR ?? '';
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    rmSync(temporary, { recursive: true });
  },
  PATIENCE,
);
