import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { workmailPrincipal } from '../../rules';
import { type AccessControl, AccessError, type Principal, signedRequest } from '../access';
import { ApiError, readBody } from '../http';
import type { ObjectContent, ObjectReference, ReadingService } from '../s3';
import { readObject, readReference } from './content-location';
import { malformed, messageFrozen, messageNotFound } from './errors';
import { LARGEST_CONTENT_BYTES, type MessageRecord } from './message';
import type { MessageStore } from './message-store';
import { checkUpdatedContent } from './updated-content';

/** AWS's protocol REST JSON: the message in the path, `GET` for its content, `POST` to put another in its place. */

/** Where WorkMail reads what functions put back. */
export interface ObjectSource {
  readAsService(service: ReadingService, reference: ObjectReference): ObjectContent;
}

export interface MessageFlowService {
  readonly access: AccessControl;
  readonly region: string;
  readonly store: MessageStore;
  readonly objects: ObjectSource;
}

interface MessageRequest {
  readonly principal: Principal;
  readonly messageId: string;
  readonly body: Buffer;
}

const PATH = /^\/messages\/([^/]+)$/;
const LARGEST_REQUEST_BYTES = 64 * 1024;

export async function handleMessageFlow(
  message: IncomingMessage,
  response: ServerResponse,
  service: MessageFlowService,
): Promise<void> {
  response.setHeader('x-amzn-requestid', randomUUID());
  try {
    const body = await readBody(message, LARGEST_REQUEST_BYTES);
    const request = signedRequest(message, body);
    const principal = service.access.authenticate(request, { service: 'workmailmessageflow', region: service.region });
    const [, messageId] = PATH.exec(request.path) ?? [];
    const operation = messageId && Object.hasOwn(OPERATIONS, request.method) ? OPERATIONS[request.method] : undefined;
    if (!messageId || !operation) {
      const why = `${request.method} ${request.path}: there is GET and POST /messages/MESSAGE_ID.`;
      throw new ApiError('UnknownOperationException', why, 404);
    }
    await operation({ principal, messageId: decodeURIComponent(messageId), body }, response, service);
  } catch (error) {
    if (response.headersSent) throw error;
    sendError(message, response, asApiError(error));
  }
}

type Operation = (request: MessageRequest, response: ServerResponse, service: MessageFlowService) => Promise<void>;

const OPERATIONS: Readonly<Record<string, Operation>> = { GET: getRawMessageContent, POST: putRawMessageContent };

async function getRawMessageContent(
  request: MessageRequest,
  response: ServerResponse,
  service: MessageFlowService,
): Promise<void> {
  const { messageId } = findMessage('GetRawMessageContent', request, service);
  const content = service.store.currentContent(messageId);
  if (!content || content.bytes > LARGEST_CONTENT_BYTES) throw messageNotFound(messageId);
  // opened at once: what is put meanwhile takes its place
  const handle = await open(content.file);
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': content.bytes });
  await pipeline(handle.createReadStream(), response);
}

async function putRawMessageContent(
  request: MessageRequest,
  response: ServerResponse,
  service: MessageFlowService,
): Promise<void> {
  const { region, store, objects } = service;
  const record = findMessage('PutRawMessageContent', request, service);
  const { messageId } = record;
  const reference = readReference(parse(request.body));
  if (record.isFrozen) throw messageFrozen(messageId);
  const reader = { principal: workmailPrincipal(region), sourceArn: messageArn(record, service) };
  const updated = readObject(() => objects.readAsService(reader, reference));
  await checkUpdatedContent(store.originalContent(messageId), updated);
  await store.update(messageId, updated);
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
}

/** A message that nobody knows is told to be unknown, whoever asks: no right could be named that allows it. */
function findMessage(
  action: string,
  { principal, messageId }: MessageRequest,
  service: MessageFlowService,
): MessageRecord {
  const record = service.store.find(messageId);
  if (!record) throw messageNotFound(messageId);
  principal.demand(`workmailmessageflow:${action}`, messageArn(record, service));
  return record;
}

function messageArn({ organizationId, direction, messageId }: MessageRecord, service: MessageFlowService): string {
  const flow = direction === 'INBOUND' ? 'incoming' : 'outgoing';
  const { region, access } = service;
  return `arn:aws:workmailmessageflow:${region}:${access.account}:message/${organizationId}/${flow}/${messageId}`;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw malformed(`The body is not JSON: ${(error as Error).message}`);
  }
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof AccessError) return new ApiError(error.name, error.message, 403);
  if (error instanceof RangeError) return new ApiError('RequestEntityTooLargeException', error.message, 413);
  if (error instanceof URIError) return malformed('The path is not well encoded.');
  return new ApiError('InternalFailure', 'The request could not be served.', 500);
}

function sendError(
  message: IncomingMessage,
  response: ServerResponse,
  { code, status, message: text }: ApiError,
): void {
  // read to its end: a client that still writes would not see the answer
  message.resume();
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': code });
  response.end(JSON.stringify({ message: text }));
}
