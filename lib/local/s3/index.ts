/** As much of S3 on this machine as functions need to give a message back to WorkMail. */
export { type Bucket, type BucketSettings, bucketArn, isBucketName, type LifecycleRule } from './bucket';
export { Buckets, type BucketsOptions } from './buckets';
export { LocalS3, type LocalS3Options } from './local-s3';
export type { ObjectContent, ObjectReference, ReadingService } from './service-access';
