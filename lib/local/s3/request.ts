import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ChunkSignatures, Principal } from '../access';
import { readBody } from '../http';
import { bucketArn, objectArn } from './bucket';
import type { Buckets, OpenBucket } from './buckets';
import { invalidArgument } from './errors';

/** What a request is about, by its path: `/bucket/key`. */
export interface Target {
  readonly bucket: string;
  readonly key: string;
}

/** A request of somebody who is known. */
export interface S3Request extends Target {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly query: URLSearchParams;
  readonly principal: Principal;
  readonly signatures: ChunkSignatures;
  readonly buckets: Buckets;
  readonly region: string;
}

export function readTarget(path: string): Target {
  const [, bucket = '', ...key] = path.split('/');
  try {
    return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key.join('/')) };
  } catch {
    throw invalidArgument('The path is not well encoded.');
  }
}

/**
 * Context keys about how a request came. A loopback connection stands for TLS: nothing on it leaves the machine, and
 * buckets' policies ask for it.
 */
export const CONNECTION = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };

/** The bucket of a request, if its principal may do this with it. */
export function bucketFor(request: S3Request, action: string): OpenBucket {
  return demand(request, action, bucketArn(request.bucket));
}

/** The bucket of a request, if its principal may do this with the object. */
export function bucketForObject(request: S3Request, action: string, key = request.key): OpenBucket {
  return demand(request, action, objectArn(request.bucket, key));
}

function demand(
  { principal, buckets, bucket: name, message }: S3Request,
  action: string,
  resource: string,
): OpenBucket {
  const bucket = buckets.get(name);
  const encryption = message.headers['x-amz-server-side-encryption'];
  const context = { ...CONNECTION, ...(encryption && { 's3:x-amz-server-side-encryption': String(encryption) }) };
  principal.demand(action, resource, { context, resourcePolicy: bucket.settings.policy });
  return bucket;
}

export function mayList({ principal, bucket }: S3Request, { settings }: OpenBucket): boolean {
  const about = { context: CONNECTION, resourcePolicy: settings.policy };
  return principal.isAllowed('s3:ListBucket', bucketArn(bucket), about);
}

const LARGEST_DOCUMENT_BYTES = 2 * 1024 * 1024;

export async function readDocument({ message }: S3Request): Promise<string> {
  return (await readBody(message, LARGEST_DOCUMENT_BYTES)).toString();
}

export function sendXml({ response }: S3Request, name: string, content: string): void {
  response.writeHead(200, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${name}>`,
  );
}
