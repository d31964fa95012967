import type { PolicyDocument } from '../../access';
import { ApiError, element, elements } from '../../http';
import { malformedXml } from '../errors';
import { bucketFor, readDocument, type S3Request, sendXml } from '../request';
import { readAll, readOne } from '../xml-input';
import { remove } from './objects';

export function listBuckets(request: S3Request): void {
  const { principal, buckets } = request;
  principal.demand('s3:ListAllMyBuckets', '*');
  const list = buckets.all.map(({ name, created }) =>
    element('Bucket', elements({ Name: name, CreationDate: new Date(created).toISOString() })),
  );
  sendXml(request, 'ListAllMyBucketsResult', element('Buckets', list.join('')));
}

export function headBucket(request: S3Request): void {
  bucketFor(request, 's3:ListBucket');
  request.response.writeHead(200, { 'x-amz-bucket-region': request.region }).end();
}

export function getBucketLocation(request: S3Request): void {
  bucketFor(request, 's3:GetBucketLocation');
  // the oldest Region has no name here
  sendXml(request, 'LocationConstraint', request.region === 'us-east-1' ? '' : request.region);
}

export function getBucketVersioning(request: S3Request): void {
  const { settings } = bucketFor(request, 's3:GetBucketVersioning');
  sendXml(request, 'VersioningConfiguration', elements({ Status: settings.isVersioned ? 'Enabled' : undefined }));
}

export function getBucketTagging(request: S3Request): void {
  const { tags = [] } = bucketFor(request, 's3:GetBucketTagging').settings;
  if (tags.length === 0) throw new ApiError('NoSuchTagSet', 'The TagSet does not exist', 404);
  const list = tags.map(({ Key, Value }) => element('Tag', elements({ Key, Value })));
  sendXml(request, 'Tagging', element('TagSet', list.join('')));
}

export function getBucketPolicy(request: S3Request): void {
  const { policy } = bucketFor(request, 's3:GetBucketPolicy').settings;
  if (!policy) throw new ApiError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
  request.response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(policy));
}

export async function putBucketPolicy(request: S3Request): Promise<void> {
  bucketFor(request, 's3:PutBucketPolicy');
  let policy: PolicyDocument;
  try {
    policy = JSON.parse(await readDocument(request));
  } catch {
    throw new ApiError('MalformedPolicy', 'This policy contains invalid Json', 400);
  }
  request.buckets.change(request.bucket, { policy });
  request.response.writeHead(204).end();
}

export function deleteBucketPolicy(request: S3Request): void {
  bucketFor(request, 's3:DeleteBucketPolicy');
  request.buckets.change(request.bucket, { policy: undefined });
  request.response.writeHead(204).end();
}

/** Many at a time; what one of them is refused for does not keep the others. */
export async function deleteObjects(request: S3Request): Promise<void> {
  request.buckets.get(request.bucket);
  const document = await readDocument(request);
  const wanted = readAll(document, 'Object').map((object) => ({
    Key: readOne(object, 'Key') ?? '',
    VersionId: readOne(object, 'VersionId'),
  }));
  if (wanted.length === 0) throw malformedXml();
  const isQuiet = readOne(document, 'Quiet') === 'true';
  const results = wanted.map(({ Key, VersionId }) => {
    try {
      const { isMarker, version } = remove(request, Key, VersionId);
      const marker = isMarker ? { DeleteMarker: 'true', DeleteMarkerVersionId: version } : {};
      return isQuiet ? '' : element('Deleted', elements({ Key, VersionId, ...marker }));
    } catch (error) {
      const { message } = error as Error;
      const code = error instanceof ApiError ? error.code : 'AccessDenied';
      return element('Error', elements({ Key, VersionId, Code: code, Message: message }));
    }
  });
  sendXml(request, 'DeleteResult', results.join(''));
}
