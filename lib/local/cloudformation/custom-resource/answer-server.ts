import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../../http';

/** What CloudFormation reads of an answer. */
export const LARGEST_ANSWER_BYTES = 4096;

/**
 * What becomes of an attempt to answer: without a word the connection ends before the answer is taken, or after it was.
 * Attempts at one answer count from 1.
 */
export type LoseAnswer = (attempt: number) => 'before' | 'after' | undefined;

/** What arrived at a pre-signed URL: the text of an answer. */
type Listener = (text: string) => void;

/**
 * The bucket to which functions put their answers. As with S3, the URL is signed for a PUT without a content type,
 * whatever is put is taken, and nobody looks at what comes after the first answer.
 */
export class AnswerServer {
  private readonly secret = randomBytes(32);
  private readonly waiting = new Map<string, Listener>();

  private readonly attempts = new Map<string, number>();

  constructor(
    private readonly origin: () => string,
    private readonly lose: LoseAnswer = () => undefined,
  ) {}

  /** A URL for one answer, and the way to stop waiting for it. */
  open(key: string, listener: Listener, lifetimeSeconds: number): { url: string; close: () => void } {
    const path = `/cloudformation-custom-resource-response/${encodeURIComponent(key)}`;
    const date = basicForm(Date.now());
    const seconds = String(Math.ceil(lifetimeSeconds));
    const signed = new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Date': date,
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Expires': seconds,
      'X-Amz-Credential': `AKIALOCALCLOUDFORMATION/${date.slice(0, 8)}/local/s3/aws4_request`,
      'X-Amz-Signature': this.sign(path, date, seconds),
    });
    this.waiting.set(path, listener);
    return {
      url: `${this.origin()}${path}?${signed}`,
      close: () => this.waiting.delete(path),
    };
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = this.refusal(request);
    if (refusal) {
      response.writeHead(refusal.status, { 'content-type': 'application/xml', connection: 'close' });
      response.end(
        `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${refusal.code}</Code><Message>${refusal.message}</Message></Error>`,
      );
      return;
    }
    // S3 takes what is too long as well; the reader then says so
    const body = await readBody(request, 1024 * 1024);
    const [path = ''] = (request.url ?? '').split('?');
    const attempt = (this.attempts.get(path) ?? 0) + 1;
    this.attempts.set(path, attempt);
    const lost = this.lose(attempt);
    if (lost) request.socket.destroy();
    else response.writeHead(200).end();
    if (lost === 'before') return;
    const listener = this.waiting.get(path);
    this.waiting.delete(path);
    listener?.(body.toString());
  }

  private refusal(request: IncomingMessage): { status: number; code: string; message: string } | undefined {
    const [path = '', query] = (request.url ?? '').split('?');
    const parameters = new URLSearchParams(query);
    const date = parameters.get('X-Amz-Date') ?? '';
    const seconds = parameters.get('X-Amz-Expires') ?? '';
    const isSigned = isEqual(this.sign(path, date, seconds), parameters.get('X-Amz-Signature') ?? '');
    if (request.method !== 'PUT' || request.headers['content-type'] || !isSigned) {
      const message =
        'The request signature we calculated does not match the signature you provided: it is for a PUT with an empty Content-Type header.';
      return { status: 403, code: 'SignatureDoesNotMatch', message };
    }
    // both in the basic form of ISO 8601, whose order is that of the times
    if (date < basicForm(Date.now() - Number(seconds) * 1000))
      return { status: 403, code: 'AccessDenied', message: 'Request has expired' };
    if (request.headers['content-length'] === undefined) {
      return { status: 411, code: 'MissingContentLength', message: 'You must provide the Content-Length HTTP header.' };
    }
    return undefined;
  }

  private sign(path: string, date: string, seconds: string): string {
    return createHmac('sha256', this.secret).update(`PUT\n${date}\n${seconds}\n${path}`).digest('hex');
  }
}

/** `20261124T081500Z` */
function basicForm(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d+/g, '');
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
