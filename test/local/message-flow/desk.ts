import { WorkMailMessageFlowClient } from '@aws-sdk/client-workmailmessageflow';
import { AccessControl, type Credentials, type PolicyDocument } from '../../../lib/local/access';
import { LocalMessageFlow, MessageStore, type NewMessage } from '../../../lib/local/message-flow';
import { Buckets, LocalS3 } from '../../../lib/local/s3';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
export const ORGANIZATION_ID = 'm-0123456789abcdef0123456789abcdef';
export const MESSAGE_ID = '00000000-0000-0000-0000-000000000000';
export const BUCKET = 'updated-messages';
export const MESSAGE_ARN = `arn:aws:workmailmessageflow:${REGION}:${ACCOUNT}:message/${ORGANIZATION_ID}/incoming/${MESSAGE_ID}`;

export const MESSAGE = [
  'From: sender@partner.example',
  'To: office@corp.example',
  'Date: Tue, 24 Nov 2026 08:15:00 +0000',
  'Message-ID: <1@partner.example>',
  'Subject: Offer',
  '',
  'As we agreed.',
  '',
].join('\r\n');

/** The statement that the administrator guide wants. */
export const WORKMAIL_MAY_READ = {
  Effect: 'Allow',
  Principal: { Service: `workmail.${REGION}.amazonaws.com` },
  Action: ['s3:GetObject', 's3:GetObjectVersion'],
  Resource: `arn:aws:s3:::${BUCKET}/*`,
  Condition: {
    StringEquals: { 'aws:SourceAccount': ACCOUNT },
    Bool: { 'aws:SecureTransport': 'true' },
    ArnLike: { 'aws:SourceArn': `arn:aws:workmailmessageflow:${REGION}:${ACCOUNT}:message/${ORGANIZATION_ID}/*` },
  },
};

/** The message flow API with one message and one bucket, and a client of the root. */
export interface Desk {
  readonly access: AccessControl;
  readonly store: MessageStore;
  readonly buckets: Buckets;
  readonly s3: LocalS3;
  readonly messageFlow: LocalMessageFlow;
  readonly client: WorkMailMessageFlowClient;
  clientOf(...statements: PolicyDocument['Statement'][]): WorkMailMessageFlowClient;
  add(message?: Partial<NewMessage>): Promise<void>;
}

const running: (() => Promise<void>)[] = [];

export async function startDesk(): Promise<Desk> {
  const access = new AccessControl({ account: ACCOUNT });
  const store = new MessageStore();
  const buckets = new Buckets();
  buckets.create(BUCKET, { isVersioned: true, policy: { Statement: WORKMAIL_MAY_READ } });
  const s3 = await LocalS3.start({ access, region: REGION, buckets });
  const messageFlow = await LocalMessageFlow.start({ access, region: REGION, store, objects: s3 });
  const clients: WorkMailMessageFlowClient[] = [];
  const clientWith = (credentials: Credentials) => {
    const settings = { endpoint: messageFlow.endpoint, region: REGION, credentials, maxAttempts: 1 };
    const client = new WorkMailMessageFlowClient(settings);
    clients.push(client);
    return client;
  };
  running.push(async () => {
    for (const client of clients) client.destroy();
    await messageFlow.stop();
    await s3.stop();
    buckets.close();
    store.close();
  });
  return {
    access,
    store,
    buckets,
    s3,
    messageFlow,
    client: clientWith(access.root),
    clientOf: (...statements) =>
      clientWith(
        access.issue(`arn:aws:sts::${ACCOUNT}:assumed-role/role/function`, () =>
          statements.map((Statement) => ({ Statement })),
        ),
      ),
    add: (message) =>
      store.add({
        messageId: MESSAGE_ID,
        organizationId: ORGANIZATION_ID,
        direction: 'INBOUND',
        content: Buffer.from(MESSAGE),
        isAwaited: true,
        ...message,
      }),
  };
}

/** To be called after each test, or after all. */
export async function stopDesks(): Promise<void> {
  for (const stop of running.splice(0)) await stop();
}

/** The error that a request ends with. */
export async function errorOf(request: Promise<unknown>): Promise<Error> {
  return request.then(
    () => {
      throw new Error('The request was expected to fail, and did not.');
    },
    (error: Error) => error,
  );
}
