import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AccessControl, AccessError, signedHead } from '../access';
import { ApiError, elements } from '../http';
import type { Buckets } from './buckets';
import { notImplemented } from './errors';
import * as bucketOperations from './operations/buckets';
import { listObjects, listVersions } from './operations/listing';
import * as multipart from './operations/multipart';
import { deleteObject, getObject, putObject } from './operations/objects';
import { readTarget, type S3Request } from './request';

/** S3's protocol: REST with the bucket in the path, XML where there is more to say than bytes. */

export interface S3Service {
  readonly access: AccessControl;
  readonly region: string;
  readonly buckets: Buckets;
}

type Operation = (request: S3Request) => Promise<void> | void;

/** By method and, where there is one, the parameter of the query that names the operation. */
const OBJECT_OPERATIONS: Readonly<Record<string, Operation>> = {
  PUT: putObject,
  GET: getObject,
  HEAD: getObject,
  DELETE: deleteObject,
  'POST uploads': multipart.createMultipartUpload,
  'PUT uploadId': multipart.uploadPart,
  'POST uploadId': multipart.completeMultipartUpload,
  'DELETE uploadId': multipart.abortMultipartUpload,
};
const BUCKET_OPERATIONS: Readonly<Record<string, Operation>> = {
  GET: listObjects,
  HEAD: bucketOperations.headBucket,
  'GET versions': listVersions,
  'GET location': bucketOperations.getBucketLocation,
  'GET versioning': bucketOperations.getBucketVersioning,
  'GET tagging': bucketOperations.getBucketTagging,
  'GET policy': bucketOperations.getBucketPolicy,
  'PUT policy': bucketOperations.putBucketPolicy,
  'DELETE policy': bucketOperations.deleteBucketPolicy,
  'POST delete': bucketOperations.deleteObjects,
};
const ACCOUNT_OPERATIONS: Readonly<Record<string, Operation>> = { GET: bucketOperations.listBuckets };

/** Parameters that are part of an operation, and do not name another one. */
const DETAILS =
  /^(x-id|versionId|partNumber|list-type|prefix|delimiter|max-keys|marker|start-after|continuation-token|key-marker|version-id-marker|encoding-type|fetch-owner|max-buckets|bucket-region)$/;

export async function handleS3(message: IncomingMessage, response: ServerResponse, service: S3Service): Promise<void> {
  response.setHeader('x-amz-request-id', randomBytes(8).toString('hex').toUpperCase());
  try {
    const request = readRequest(message, response, service);
    await findOperation(request)(request);
  } catch (error) {
    if (response.headersSent) throw error;
    sendError(message, response, asApiError(error));
  }
}

function readRequest(message: IncomingMessage, response: ServerResponse, service: S3Service): S3Request {
  const { access, region, buckets } = service;
  const head = signedHead(message);
  const authenticated = access.authenticateChunks(head, { service: 's3', region });
  const query = new URLSearchParams(head.query);
  return { ...readTarget(head.path), ...authenticated, message, response, method: head.method, query, buckets, region };
}

function findOperation({ bucket, key, method, query }: S3Request): Operation {
  const operations = key !== '' ? OBJECT_OPERATIONS : bucket !== '' ? BUCKET_OPERATIONS : ACCOUNT_OPERATIONS;
  const named = [...query.keys()].find((name) => !DETAILS.test(name));
  const name = named === undefined ? method : `${method} ${named}`;
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation) return operation;
  if (operations === BUCKET_OPERATIONS && (name === 'PUT' || name === 'DELETE')) {
    throw new ApiError(
      'MethodNotAllowed',
      'On this machine, buckets are made and removed by deployment only: AWS::S3::Bucket.',
      405,
    );
  }
  throw notImplemented(`${name} /${bucket}${key === '' ? '' : `/${key}`}`);
}

/** S3 has names of its own for what is wrong with a signature. */
const ACCESS_CODES: Readonly<Record<AccessError['name'], string>> = {
  AccessDeniedException: 'AccessDenied',
  IncompleteSignatureException: 'AuthorizationHeaderMalformed',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  MissingAuthenticationTokenException: 'AccessDenied',
  UnrecognizedClientException: 'InvalidAccessKeyId',
};

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof AccessError) return new ApiError(ACCESS_CODES[error.name], error.message, 403);
  if (error instanceof RangeError) return new ApiError('MaxMessageLengthExceeded', error.message, 400);
  return new ApiError('InternalError', 'We encountered an internal error. Please try again.', 500);
}

function sendError(
  message: IncomingMessage,
  response: ServerResponse,
  { code, status, message: text }: ApiError,
): void {
  // read to its end: a client that still writes would not see the answer
  message.resume();
  response.writeHead(status, { 'content-type': 'application/xml' });
  const details = elements({ Code: code, Message: text, RequestId: String(response.getHeader('x-amz-request-id')) });
  // an answer to HEAD has no body: its status says it all
  response.end(
    message.method === 'HEAD' ? undefined : `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${details}</Error>`,
  );
}
