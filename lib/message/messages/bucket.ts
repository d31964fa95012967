import { randomUUID } from 'node:crypto';
import { UPDATED_MESSAGE_BUCKET_VARIABLE } from '../../run-lambda';
import { MessageError } from '../errors';

/** The bucket through which changed messages go back: WorkMail takes no name with dots. */
export function bucketName(given: string | undefined): string {
  const bucket = given ?? process.env[UPDATED_MESSAGE_BUCKET_VARIABLE];
  if (!bucket) {
    throw new MessageError(
      'NO_BUCKET',
      `The environment variable ${UPDATED_MESSAGE_BUCKET_VARIABLE} is not set, and no bucket is given`,
      'Give the function MessageContentAccess.READ_WRITE in the CDK app, which sets the variable, or pass bucket',
    );
  }
  if (/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket)) return bucket;
  throw new MessageError(
    'BUCKET_NAME_INVALID',
    `The bucket is ${JSON.stringify(bucket).slice(0, 140)}`,
    'Use a bucket whose name has 3 to 63 lower-case letters, digits and hyphens, and no dots: WorkMail takes no other',
  );
}

/** A new key. WorkMail takes letters, digits, hyphens and slashes, so there is no `.eml` at its end. */
export function newKey(prefix = ''): string {
  if (/^[a-zA-Z0-9\-/]{0,500}$/.test(prefix)) return `${prefix}${randomUUID()}`;
  throw new MessageError(
    'KEY_INVALID',
    `The prefix of keys is ${JSON.stringify(prefix).slice(0, 140)}`,
    'Use letters, digits, hyphens and slashes: WorkMail takes no other',
  );
}
