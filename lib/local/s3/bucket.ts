import type { PolicyDocument } from '../access';

/** What a bucket is beside its objects. Plain data, kept as JSON. */
export interface BucketSettings {
  readonly isVersioned: boolean;
  /** With a key of AWS KMS, which other services can use only if they are let. */
  readonly isEncryptedWithKms?: boolean;
  readonly policy?: PolicyDocument;
  readonly tags?: readonly { readonly Key: string; readonly Value: string }[];
  readonly lifecycle?: readonly LifecycleRule[];
}

/** After how many days what is in a bucket goes. */
export interface LifecycleRule {
  /** Only for keys that begin so. */
  readonly prefix?: string;
  readonly expirationDays?: number;
  readonly noncurrentDays?: number;
}

export interface Bucket extends BucketSettings {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly created: number;
}

/** The versions of an object, the newest first. Content is in a file that is never changed: a link to it stays as it is. */
export interface ObjectVersion {
  /** `null` where the bucket was not versioned when it was written. */
  readonly versionId: string;
  /** The name of the file; absent for a delete marker. */
  readonly file?: string;
  readonly bytes: number;
  /** With its quotation marks. */
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Header fields that were given with the content and are given back with it, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What AWS's documentation calls a bucket's name: 3 to 63 of these, and no address of a host. */
const NAME = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

export function isBucketName(name: string): boolean {
  return NAME.test(name);
}

export function bucketArn(name: string): string {
  return `arn:aws:s3:::${name}`;
}

export function objectArn(name: string, key: string): string {
  return `${bucketArn(name)}/${key}`;
}
