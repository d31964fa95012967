import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { InboundAction, MailFlowFunction, MessageContentAccess, Organization } from '../../lib';
import { folder, line, linkSdk, ORGANIZATION_ID, writeFile } from './support';

const TAGGING = `
const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3');
const flow = require('@aws-sdk/client-workmailmessageflow');
const s3 = new S3Client(), messages = new flow.WorkMailMessageFlowClient();
exports.handler = async ({ messageId, subject }) => {
  const { messageContent } = await messages.send(new flow.GetRawMessageContentCommand({ messageId }));
  const text = await messageContent.transformToString();
  if (subject !== 'Leave me') {
    const Bucket = process.env.WORKMAIL_UPDATED_MESSAGE_BUCKET;
    await s3.send(new PutObjectCommand({ Bucket, Key: messageId, Body: text + 'seen\\r\\n' }));
    const s3Reference = { bucket: Bucket, key: messageId };
    await messages.send(new flow.PutRawMessageContentCommand({ messageId, content: { s3Reference } }));
  }
  return { actions: [{ action: { type: 'DEFAULT' }, allRecipients: true }] };
};`;

/** Longer than what is read of a file to find its header. */
const LONG_BODY = `${'x'.repeat(70)}\r\n`.repeat(1000);

function writeMessage(name: string, subject: string, body = 'body\r\n'): void {
  const header = [
    'From: a@x.example',
    'To: one@corp.example',
    'Date: Tue, 24 Nov 2026 08:15:00 +0000',
    `Subject: ${subject}`,
  ];
  writeFile(name, `${header.join('\r\n')}\r\n\r\n${body}`);
}

beforeAll(() => {
  const app = new App({ outdir: join(folder, 'cdk.out') });
  const stack = new Stack(app, 'Mail');
  new MailFlowFunction(stack, 'Tagging', {
    organization: Organization.fromOrganizationId(stack, 'Organization', ORGANIZATION_ID),
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    timeout: Duration.seconds(15),
    code: Code.fromInline(TAGGING),
    inbound: {
      synchronous: true,
      fallbackAction: InboundAction.bounce(),
      ruleTimeout: Duration.minutes(0),
      messageContentAccess: MessageContentAccess.READ_WRITE,
    },
  });
  app.synth();
  linkSdk();
  writeMessage('mail/1.eml', 'Hello', LONG_BODY);
  writeMessage('mail/2.eml', 'Leave me');
  writeMessage('more/1.eml', 'Again');
});

const PATIENCE = 30_000;

test(
  'functions read whole messages; those that they put back are written where --updated says',
  async () => {
    const { status, stdout, stderr } = await line('simulate mail more --updated changed');
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('error')]);
    expect(stdout).toContain('  content changed by a function: now 72,104 bytes\n');
    expect(stdout.match(/content changed/g)).toHaveLength(2);
    expect(readdirSync(join(folder, 'changed')).sort()).toEqual(['1-2.eml', '1.eml']);
    const changed = readFileSync(join(folder, 'changed/1.eml'), 'utf8');
    expect(changed).toBe(`${readFileSync(join(folder, 'mail/1.eml'), 'utf8')}seen\r\n`);
  },
  PATIENCE,
);

test(
  '--json says how large the changed content is',
  async () => {
    const { messages } = JSON.parse((await line('simulate mail/2.eml more/1.eml --json')).stdout);
    expect(messages.map((message: { updatedContent?: object }) => message.updatedContent)).toEqual([
      undefined,
      { bytes: 110 },
    ]);
  },
  PATIENCE,
);

test(
  'what is there already is not overwritten',
  async () => {
    writeFile('kept/1.eml', 'mine');
    const { status, stderr } = await line('simulate more/1.eml --updated kept');
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /error UPDATED_NOT_WRITTEN: kept\/1.eml cannot be written: EEXIST.*Name a new folder with --updated/,
    );
    expect(readFileSync(join(folder, 'kept/1.eml'), 'utf8')).toBe('mine');
  },
  PATIENCE,
);
