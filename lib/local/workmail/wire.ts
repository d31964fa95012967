import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ServiceError } from './service-error';

/** AWS's protocol JSON 1.1: one POST to /, the operation in a header, JSON both ways. */

const TARGET = /^WorkMailService\.(\w+)$/;
const CONTENT_TYPE = 'application/x-amz-json-1.1';

/** In bytes. Ten times the largest rule: 250 sender patterns of 320 characters. */
const LARGEST_BODY = 1024 * 1024;

/** The operation that a request asks for; refuses what is no request of this protocol. */
export function readOperation(message: IncomingMessage): string {
  if (message.method !== 'POST' || message.url !== '/') {
    throw new ServiceError(
      'unknownOperation',
      `${message.method} ${message.url}: WorkMail takes POST / with the operation in the header X-Amz-Target.`,
      404,
    );
  }
  const target = String(message.headers['x-amz-target'] ?? '');
  const operation = TARGET.exec(target)?.[1];
  if (!operation || !String(message.headers['content-type']).startsWith(CONTENT_TYPE)) {
    throw new ServiceError(
      'unknownOperation',
      `X-Amz-Target is "${target}" and Content-Type "${message.headers['content-type'] ?? ''}": they must be "WorkMailService.OPERATION" and "${CONTENT_TYPE}".`,
    );
  }
  return operation;
}

export async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read to its end all the same: a client that still writes would not see the answer.
    if (size <= LARGEST_BODY) chunks.push(chunk);
  }
  if (size <= LARGEST_BODY) return Buffer.concat(chunks);
  throw new ServiceError('tooLarge', `The request has ${size} bytes, and at most ${LARGEST_BODY} are taken.`, 413);
}

export function parseBody(body: Buffer): unknown {
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString());
  } catch (error) {
    throw new ServiceError('malformed', `The body is not JSON: ${(error as Error).message}`);
  }
}

export interface Answer {
  readonly status: number;
  readonly document: object;
}

export function sendAnswer(response: ServerResponse, { status, document }: Answer): void {
  const body = JSON.stringify(document);
  response.writeHead(status, {
    'content-type': CONTENT_TYPE,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(body);
}
