import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { cbor, dateToTag } from '@smithy/core/cbor';
import { type AccessControl, AccessError, type Principal, type Scope, signedRequest } from '../access';
import { ApiError } from './api-error';
import { readBody } from './body';

/**
 * What newer services of AWS speak with newer clients: a name and a document, as CBOR (operation in the path; Python) or
 * as JSON (operation in a header; JavaScript).
 */
export interface RpcService {
  readonly access: AccessControl;
  readonly scope: Scope;
  /** Times in the answer are dates. */
  readonly perform: (name: string, input: Readonly<Record<string, unknown>>, principal: Principal) => object;
}

interface Codec {
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  parse(body: Buffer): unknown;
  serialize(document: object): Uint8Array | string;
}

const JSON_CODEC: Codec = {
  contentType: 'application/x-amz-json-1.0',
  headers: {},
  parse: (body) => JSON.parse(body.toString()),
  serialize: (document) => JSON.stringify(mapDates(document, (date) => date.getTime() / 1000)),
};

const CBOR_CODEC: Codec = {
  contentType: 'application/cbor',
  headers: { 'smithy-protocol': 'rpc-v2-cbor' },
  parse: (body) => readTags(cbor.deserialize(body)),
  serialize: (document) => cbor.serialize(mapDates(document, dateToTag)),
};

const LARGEST_REQUEST_BYTES = 1024 * 1024;
const PATH = /^\/service\/\w+\/operation\/(\w+)$/;
const TARGET = /^\w+\.(\w+)$/;

export async function handleRpc(
  message: IncomingMessage,
  response: ServerResponse,
  service: RpcService,
): Promise<void> {
  const codec = String(message.headers['content-type']).startsWith('application/cbor') ? CBOR_CODEC : JSON_CODEC;
  const send = (status: number, document: object, headers: Record<string, string> = {}) => {
    const about = { 'content-type': codec.contentType, 'x-amzn-requestid': randomUUID() };
    response.writeHead(status, { ...about, ...codec.headers, ...headers }).end(codec.serialize(document));
  };
  try {
    const body = await readBody(message, LARGEST_REQUEST_BYTES);
    const request = signedRequest(message, body);
    const principal = service.access.authenticate(request, service.scope);
    const name = PATH.exec(request.path)?.[1] ?? TARGET.exec(String(message.headers['x-amz-target']))?.[1] ?? '';
    const isCompressed = message.headers['content-encoding'] === 'gzip';
    const plain = isCompressed ? gunzipSync(body, { maxOutputLength: LARGEST_REQUEST_BYTES }) : body;
    send(200, service.perform(name, readInput(codec, plain), principal));
  } catch (error) {
    const { status, code, message: text } = asApiError(error);
    const fault = status < 500 ? 'Sender' : 'Receiver';
    send(
      status,
      { __type: code, message: text },
      { 'x-amzn-query-error': `${code};${fault}`, 'x-amzn-errortype': code },
    );
  }
}

function readInput(codec: Codec, body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    return Object(codec.parse(body));
  } catch (error) {
    throw new ApiError('SerializationException', `The body cannot be read: ${(error as Error).message}`);
  }
}

/** CBOR has times as numbers of seconds with a tag. */
function readTags(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readTags);
  if (typeof value !== 'object' || value === null) return value;
  const { tag, value: seconds } = value as { tag?: unknown; value?: unknown };
  if (tag === 1 && typeof seconds === 'number') return new Date(seconds * 1000);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, readTags(member)]));
}

function mapDates(value: unknown, map: (date: Date) => unknown): unknown {
  if (value instanceof Date) return map(value);
  if (Array.isArray(value)) return value.map((item) => mapDates(item, map));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, mapDates(member, map)]));
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof AccessError) return new ApiError(error.name, error.message, error.status);
  if (error instanceof RangeError) return new ApiError('RequestEntityTooLargeException', error.message, 413);
  return new ApiError('InternalFailure', 'The request could not be served.', 500);
}
