import { escaped } from '../../http';
import { keptHeaders, receiveContent } from '../content';
import { invalidArgument, malformedXml } from '../errors';
import { bucketForObject, readDocument, type S3Request, sendXml } from '../request';
import { readAll, readOne } from '../xml-input';

export function createMultipartUpload(request: S3Request): void {
  const { uploads } = bucketForObject(request, 's3:PutObject');
  const uploadId = uploads.create(request.key, keptHeaders(request.message.headers));
  sendXml(request, 'InitiateMultipartUploadResult', `${place(request)}<UploadId>${uploadId}</UploadId>`);
}

export async function uploadPart(request: S3Request): Promise<void> {
  const { message, response, key, query, signatures } = request;
  const bucket = bucketForObject(request, 's3:PutObject');
  const uploadId = query.get('uploadId') ?? '';
  const number = Number(query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive');
  }
  bucket.uploads.get(uploadId, key);
  const content = await receiveContent(message, signatures, bucket.newFile());
  await bucket.uploads.add(uploadId, key, number, content);
  response.writeHead(200, { etag: content.etag }).end();
}

export async function completeMultipartUpload(request: S3Request): Promise<void> {
  const { key, query, response } = request;
  const bucket = bucketForObject(request, 's3:PutObject');
  const parts = readAll(await readDocument(request), 'Part').map((part) => ({
    number: Number(readOne(part, 'PartNumber')),
    etag: readOne(part, 'ETag') ?? '',
  }));
  if (parts.length === 0) throw malformedXml();
  const content = await bucket.uploads.complete(query.get('uploadId') ?? '', key, parts, bucket.newFile());
  const { versionId, etag } = await bucket.objects.put(key, content, bucket.settings.isVersioned);
  if (versionId !== 'null') response.setHeader('x-amz-version-id', versionId);
  sendXml(request, 'CompleteMultipartUploadResult', `${place(request)}<ETag>${escaped(etag)}</ETag>`);
}

export async function abortMultipartUpload(request: S3Request): Promise<void> {
  const { uploads } = bucketForObject(request, 's3:AbortMultipartUpload');
  await uploads.abort(request.query.get('uploadId') ?? '', request.key);
  request.response.writeHead(204).end();
}

function place({ bucket, key }: S3Request): string {
  return `<Bucket>${escaped(bucket)}</Bucket><Key>${escaped(key)}</Key>`;
}
