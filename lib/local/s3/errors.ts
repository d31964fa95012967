import { ApiError } from '../http';

/** Refusals under the names that S3 has for them. */

export function noSuchBucket(name: string): ApiError {
  const why = `There is no bucket ${name} on this machine. Buckets are made by deployment: AWS::S3::Bucket.`;
  return new ApiError('NoSuchBucket', `The specified bucket does not exist. ${why}`, 404);
}

export function noSuchKey(key: string): ApiError {
  return new ApiError('NoSuchKey', `The specified key does not exist: ${key}`, 404);
}

export function noSuchVersion(versionId: string): ApiError {
  return new ApiError('NoSuchVersion', `The specified version does not exist: ${versionId}`, 404);
}

export function noSuchUpload(): ApiError {
  const why = 'The specified multipart upload does not exist. It may have been aborted or completed.';
  return new ApiError('NoSuchUpload', why, 404);
}

export function bucketNotEmpty(name: string): ApiError {
  const why = `The bucket you tried to delete is not empty: ${name}. You must delete all versions in the bucket.`;
  return new ApiError('BucketNotEmpty', why, 409);
}

export function notImplemented(what: string): ApiError {
  return new ApiError('NotImplemented', `${what} is not implemented on this machine.`, 501);
}

export function invalidArgument(message: string): ApiError {
  return new ApiError('InvalidArgument', message, 400);
}

export function malformedXml(): ApiError {
  const why = 'The XML you provided was not well-formed or did not validate against our published schema.';
  return new ApiError('MalformedXML', why, 400);
}
