import { readFileSync } from 'node:fs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import {
  InboundAction,
  MailFlowFunction,
  MessageContentAccess,
  OutboundAction,
  UpdatedMessageBucket,
} from 'cdk-workmail-flow';
import { createTransport } from 'nodemailer';
import { type EndToEndDesk, startDesk } from './desk';

/** Deployed functions get mail that came by SMTP, change its content, and it arrives in a mailbox. */

const CLIENTS = `
const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3');
const flow = require('@aws-sdk/client-workmailmessageflow');
const messages = new flow.WorkMailMessageFlowClient(), s3 = new S3Client();
const read = async (messageId) =>
  (await messages.send(new flow.GetRawMessageContentCommand({ messageId }))).messageContent.transformToString('latin1');
`;

const TAGGING = `${CLIENTS}
exports.handler = async ({ messageId, envelope }) => {
  const Body = Buffer.from((await read(messageId)).replace('Subject: ', 'Subject: [seen] '), 'latin1');
  const place = { Bucket: process.env.WORKMAIL_UPDATED_MESSAGE_BUCKET, Key: messageId };
  await s3.send(new PutObjectCommand({ ...place, Body }));
  const s3Reference = { bucket: place.Bucket, key: place.Key };
  await messages.send(new flow.PutRawMessageContentCommand({ messageId, content: { s3Reference } }));
  const dropped = envelope.recipients.map(({ address }) => address).filter((address) => address.startsWith('no'));
  return { actions: [
    { action: { type: 'BOUNCE', parameters: { bounceMessage: 'Not here.' } }, recipients: dropped },
    { action: { type: 'DEFAULT' }, allRecipients: true },
  ] };
};`;

/** Looks at the message when it was delivered long since. */
const WATCHING = `${CLIENTS}
exports.handler = async ({ messageId }) => {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  console.log('watched', (await read(messageId)).match(/^Subject: .*$/m)[0]);
};`;

let desk: EndToEndDesk;

beforeAll(async () => {
  desk = await startDesk({ mail: {} });
  const report = await desk.deploy((stack, organization) => {
    const updatedMessageBucket = new UpdatedMessageBucket(stack, 'Bucket', {
      organization,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const common = { organization, runtime: Runtime.NODEJS_22_X, handler: 'index.handler' };
    const waiting = {
      synchronous: true,
      ruleTimeout: Duration.minutes(0),
      messageContentAccess: MessageContentAccess.READ_WRITE,
    };
    new MailFlowFunction(stack, 'Tagging', {
      ...common,
      code: Code.fromInline(TAGGING),
      updatedMessageBucket,
      inbound: { ...waiting, fallbackAction: InboundAction.drop() },
      outbound: { ...waiting, fallbackAction: OutboundAction.drop() },
    });
    new MailFlowFunction(stack, 'Watching', {
      ...common,
      code: Code.fromInline(WATCHING),
      inbound: {
        synchronous: false,
        recipients: ['watched@corp.example'],
        messageContentAccess: MessageContentAccess.READ,
      },
    });
  });
  expect(report).toMatchObject({ outcome: 'created' });
}, 60_000);
afterAll(() => desk.stop());

const mail = () => desk.account.mail!;

async function send(port: number, from: string, to: string[], subject: string) {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  await transport.sendMail({ from, to, subject, text: 'Grüße.' });
}

async function subjectsIn(files: Promise<string[]>): Promise<string[]> {
  return (await files).map((file) => /^Subject: (.*)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '');
}

test('inbound: changed for whom the function let it through; the others bounce; who is watched gets it as it was', async () => {
  await send(
    mail().inboundPort,
    'a@world.example',
    ['b@corp.example', 'no@corp.example', 'watched@corp.example'],
    'In',
  );
  await mail().whenIdle();
  expect(await subjectsIn(mail().mailbox('b@corp.example'))).toEqual(['[seen] In']);
  expect(await subjectsIn(mail().mailbox('watched@corp.example'))).toEqual(['In']);
  expect(await subjectsIn(mail().outgoing())).toEqual(['Undeliverable: In']);
  // The function put changed content in its place meanwhile, and that is what it gets now.
  expect(desk.lines).toContainEqual(expect.stringMatching(/^watched Subject: .*In/));
}, 30_000);

test('outbound: changed on its way out, and again where it comes in', async () => {
  await send(mail().submissionPort, 'b@corp.example', ['x@world.example', 'c@corp.example'], 'Out');
  await mail().whenIdle();
  expect(await subjectsIn(mail().outgoing())).toContain('[seen] Out');
  expect(await subjectsIn(mail().mailbox('c@corp.example'))).toEqual(['[seen] [seen] Out']);
}, 30_000);
