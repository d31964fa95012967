import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { MessageError } from '../errors';
import type { UpdatedContent } from './messages';

interface PutObjectInput {
  readonly Bucket: string;
  readonly Key: string;
  readonly Body: Readable;
  readonly ContentLength: number;
  readonly ContentType: string;
  readonly ChecksumCRC32: string;
}

const ATTEMPTS = 3;

/**
 * Stores a changed message, and tells its version if the bucket has versions. One request of known length: a message has
 * at most 40 MB, far less than the 5 GB that S3 takes in one, and its length is known before the first byte goes out. So
 * there are no parts to hold in memory, and nothing half done to abort. The SDK does not repeat a request whose body
 * is a stream; here the stream begins anew.
 */
export async function upload(
  content: UpdatedContent,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  putObject: (input: PutObjectInput) => Promise<{ readonly VersionId?: string }>,
): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    const body = content.stream();
    try {
      const { VersionId } = await putObject({
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentLength: content.size,
        ContentType: 'message/rfc822',
        ChecksumCRC32: content.crc32,
      });
      return VersionId;
    } catch (error) {
      if (attempt === ATTEMPTS || !isPassing(error)) throw uploadError(error, bucket);
      await setTimeout(100 * 2 ** attempt);
    } finally {
      body.destroy();
    }
  }
}

interface SdkError {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: object;
}

/** Whether it may go well the next time: the network, or S3 itself. */
function isPassing(error: unknown): boolean {
  const { $metadata, $retryable } = error as SdkError;
  const status = $metadata?.httpStatusCode;
  return $retryable !== undefined || status === undefined || status === 429 || status >= 500;
}

function uploadError(error: unknown, bucket: string): MessageError {
  const { name, message } = error as Error;
  return new MessageError(
    'UPLOAD_FAILED',
    `The changed message could not be stored in the bucket ${bucket}: ${name}: ${message.replace(/[.\s]+$/, '')}`,
    'Check that the bucket exists in this Region and that the function may put objects into it, as MessageContentAccess.READ_WRITE grants it',
    { cause: error },
  );
}
