import { OPEN_READINGS } from '../../rules';
import { ApiError } from '../http';
import type { ObjectContent, ObjectReference } from '../s3';
import { invalidContentLocation, malformed } from './errors';

/** Where a function says that the updated message is. */

const BUCKET = /^[a-z0-9][a-z0-9-]{2,62}$/;
const KEY = /^[a-zA-Z0-9/-]{1,1024}$/;

interface RawMessageContent {
  readonly content?: {
    readonly s3Reference?: { readonly bucket?: unknown; readonly key?: unknown; readonly objectVersion?: unknown };
  };
}

/** The reference in the document of a request; throws if it is none that WorkMail takes. */
export function readReference(document: unknown): ObjectReference {
  const { bucket, key, objectVersion } = (Object(document) as RawMessageContent).content?.s3Reference ?? {};
  if (typeof bucket !== 'string' || typeof key !== 'string' || !isTextOrAbsent(objectVersion)) {
    throw malformed('The request must be {"content":{"s3Reference":{"bucket":"…","key":"…","objectVersion":"…"}}}.');
  }
  if (!BUCKET.test(bucket)) {
    throw invalidContentLocation(
      `The bucket is ${JSON.stringify(bucket)}: WorkMail takes 3 to 63 of a-z, 0-9 and hyphens, and no dots.`,
    );
  }
  if (!KEY.test(key)) {
    throw invalidContentLocation(
      `The key is ${JSON.stringify(key)}: WorkMail takes 1 to 1024 of a-z, A-Z, 0-9, hyphens and slashes, and no dots.`,
    );
  }
  return { bucket, key, ...(objectVersion ? { versionId: objectVersion } : {}) };
}

function isTextOrAbsent(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === 'string';
}

/** Has WorkMail read the object; throws if it cannot. */
export function readObject(read: () => ObjectContent): ObjectContent {
  let object: ObjectContent;
  try {
    object = read();
  } catch (error) {
    if (error instanceof ApiError) throw invalidContentLocation(`WorkMail cannot read the object: ${error.message}`);
    throw error;
  }
  if (!object.isEncryptedWithKms) return object;
  const { question, reading } = OPEN_READINGS.encryptedUpdatedMessage;
  throw invalidContentLocation(
    `The bucket is encrypted with a key of AWS KMS. (Open in WorkMail's documentation: ${question} Taken: ${reading})`,
  );
}
