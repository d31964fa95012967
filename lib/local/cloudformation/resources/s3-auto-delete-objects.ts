import { makeName, type ResourceType, requiredText } from './resource-type';

/** The tag by which the CDK marks buckets that may be emptied. */
const TAG = 'aws-cdk:auto-delete-objects';

/**
 * What the CDK's `autoDeleteObjects` adds beside a bucket: it empties the bucket before that is deleted. The CDK's own
 * function for it answers by https at the port of the real Amazon S3, so it is not asked here.
 */
export const s3AutoDeleteObjects: ResourceType = {
  properties: ['BucketName', 'ServiceToken'],
  replaceOn: ['BucketName'],
  create: (request) => ({ physicalId: makeName(request, 255) }),
  update: ({ physicalId }) => ({ physicalId }),
  delete({ account: { buckets }, present }) {
    const bucket = requiredText(present, 'BucketName');
    if (!buckets.has(bucket)) return;
    const { settings, objects } = buckets.get(bucket);
    if (settings.tags?.some(({ Key, Value }) => Key === TAG && Value === 'true')) objects.clear();
  },
};
