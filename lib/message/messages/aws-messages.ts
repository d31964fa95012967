import type { S3Client } from '@aws-sdk/client-s3';
import type { WorkMailMessageFlowClient } from '@aws-sdk/client-workmailmessageflow';
import { bucketName, newKey } from './bucket';
import { checkMessageId } from './message-id';
import type { Messages, UpdatedContent } from './messages';
import { asRefusal } from './refusals';
import { loadMessageFlow, loadS3 } from './sdk';
import { upload } from './upload';

/** A client of the AWS SDK, as far as it is used. */
export interface SdkClient {
  send(command: never): Promise<unknown>;
}

/** Where messages of WorkMail come from, and where they go. */
export interface AwsMessagesOptions {
  /** Through which changed messages go back to WorkMail. @default the one in WORKMAIL_UPDATED_MESSAGE_BUCKET */
  readonly bucket?: string;
  /** What the keys in the bucket begin with: letters, digits, hyphens and slashes. @default nothing */
  readonly keyPrefix?: string;
  /** A `WorkMailMessageFlowClient`. @default a new one, when the first message is asked for */
  readonly messageFlow?: SdkClient;
  /** An `S3Client`. @default a new one, when the first message goes back */
  readonly s3?: SdkClient;
}

/**
 * The messages of WorkMail. The clients come from the AWS SDK that Lambda's Node.js runtimes have; elsewhere install
 * `@aws-sdk/client-workmailmessageflow`, and `@aws-sdk/client-s3` to put messages back.
 *
 * @example
 * import { awsMessages, tagSubject, updateMessage } from 'cdk-workmail-flow/message';
 *
 * const messages = awsMessages({ bucket: 'updated-messages' });
 * export const handler = (event: { messageId: string }) =>
 *   updateMessage(event.messageId, [tagSubject('[EXTERNAL]')], { messages });
 */
export function awsMessages(options: AwsMessagesOptions = {}): Messages {
  const messageFlow = once(async () => {
    const sdk = await loadMessageFlow();
    return { sdk, client: (options.messageFlow ?? new sdk.WorkMailMessageFlowClient({})) as WorkMailMessageFlowClient };
  });
  const s3 = once(async () => {
    const sdk = await loadS3();
    return { sdk, client: (options.s3 ?? new sdk.S3Client({})) as S3Client };
  });

  async function get(messageId: string): Promise<AsyncIterable<Uint8Array>> {
    checkMessageId(messageId);
    const { sdk, client } = await messageFlow();
    try {
      const { messageContent } = await client.send(new sdk.GetRawMessageContentCommand({ messageId }));
      return messageContent as unknown as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw asRefusal(error, messageId);
    }
  }

  async function put(messageId: string, content: UpdatedContent): Promise<void> {
    checkMessageId(messageId);
    const bucket = bucketName(options.bucket);
    const key = newKey(options.keyPrefix);
    const [{ sdk, client }, storage] = await Promise.all([messageFlow(), s3()]);
    const objectVersion = await upload(content, { bucket, key }, (input) =>
      storage.client.send(new storage.sdk.PutObjectCommand(input)),
    );
    const s3Reference = { bucket, key, ...(objectVersion !== undefined && { objectVersion }) };
    try {
      await client.send(new sdk.PutRawMessageContentCommand({ messageId, content: { s3Reference } }));
    } catch (error) {
      throw asRefusal(error, messageId);
    }
  }

  return { get, put };
}

/** Made when it is first asked for, and kept: a function is called many times. A failure is not kept. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
