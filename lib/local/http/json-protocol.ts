import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AccessControl, AccessError, type Principal, type Scope, signedRequest } from '../access';
import { ApiError } from './api-error';
import { readBody } from './body';

/** AWS's JSON protocols: the operation in the path (Lambda) or in a header (CloudWatch Logs), JSON in and out. */

export interface JsonCall {
  readonly principal: Principal;
  readonly method: string;
  /** The parts of the path, decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** `Logs_20140328.FilterLogEvents`, where the operation is in the header. */
  readonly target: string;
  /** The document; empty without a body. */
  readonly input: Readonly<Record<string, unknown>>;
}

export interface JsonService {
  readonly access: AccessControl;
  readonly scope: Scope;
  readonly contentType: string;
  readonly answer: (call: JsonCall) => object | Promise<object>;
}

const LARGEST_REQUEST_BYTES = 1024 * 1024;

export async function handleJson(
  message: IncomingMessage,
  response: ServerResponse,
  service: JsonService,
): Promise<void> {
  const send = (status: number, document: object, headers: Record<string, string> = {}) => {
    const about = { 'content-type': service.contentType, 'x-amzn-requestid': randomUUID() };
    response.writeHead(status, { ...about, ...headers }).end(JSON.stringify(document));
  };
  try {
    send(200, await service.answer(await readCall(message, service)));
  } catch (error) {
    const { status, code, message: text } = asApiError(error);
    send(status, { __type: code, message: text }, { 'x-amzn-errortype': code });
  }
}

async function readCall(message: IncomingMessage, { access, scope }: JsonService): Promise<JsonCall> {
  const body = await readBody(message, LARGEST_REQUEST_BYTES);
  const request = signedRequest(message, body);
  const principal = access.authenticate(request, scope);
  return {
    principal,
    method: request.method,
    path: request.path.split('/').filter(Boolean).map(decodeURIComponent),
    query: new URLSearchParams(request.query),
    target: String(message.headers['x-amz-target'] ?? ''),
    input: readDocument(body),
  };
}

function readDocument(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    return Object(JSON.parse(body.toString()));
  } catch (error) {
    throw new ApiError('SerializationException', `The body is not JSON: ${(error as Error).message}`);
  }
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof AccessError) return new ApiError(error.name, error.message, error.status);
  if (error instanceof RangeError) return new ApiError('RequestEntityTooLargeException', error.message, 413);
  if (error instanceof URIError) return new ApiError('ValidationException', 'The path is not well encoded');
  return new ApiError('ServiceException', 'The request could not be read', 500);
}
