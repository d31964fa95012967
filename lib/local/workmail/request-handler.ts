import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AccessControl, AccessError, signedRequest } from '../access';
import type { Fault, Faults } from './faults';
import type { OpenRecord, RequestLog } from './request-log';
import type { Service } from './service';
import { type ErrorNames, ServiceError } from './service-error';
import { type Answer, parseBody, readBody, readOperation, sendAnswer } from './wire';

/** What a request meets on its way. */
export interface Parts {
  readonly region: string;
  readonly access: AccessControl;
  readonly faults: Faults;
  readonly service: Service;
  readonly errorNames: ErrorNames;
  readonly log: RequestLog;
  /** Ends the requests that wait. */
  readonly stopping: AbortSignal;
}

/** A refusal under the name that a fault gives it. */
class InjectedRefusal extends Error {
  constructor(
    override readonly name: string,
    message = 'Refused by an injected fault.',
  ) {
    super(message);
  }
}

export async function handle(message: IncomingMessage, response: ServerResponse, parts: Parts): Promise<void> {
  const record: OpenRecord = { time: new Date(), outcome: 'ok', changed: false, milliseconds: 0 };
  const started = performance.now();
  const answer = await answerTo(message, record, parts);
  if (answer === 'cut') {
    record.outcome = 'cut';
    message.socket.destroy();
  } else {
    sendAnswer(response, answer);
  }
  record.milliseconds = performance.now() - started;
  parts.log.add(record);
}

async function answerTo(message: IncomingMessage, record: OpenRecord, parts: Parts): Promise<Answer | 'cut'> {
  let faults: Fault[] = [];
  try {
    const body = await readBody(message);
    record.operation = readOperation(message);
    faults = parts.faults.strike(record.operation);
    for (const fault of faults) {
      if (fault.kind === 'cutBeforeWrite') return 'cut';
      await endure(fault, parts.stopping);
    }
    const output = perform(message, body, record, parts);
    return has(faults, 'cutAfterWrite') ? 'cut' : { status: 200, document: output };
  } catch (error) {
    if (message.socket.destroyed || parts.stopping.aborted || has(faults, 'cutAfterWrite')) return 'cut';
    const { status, name } = describeError(error, parts.errorNames);
    record.outcome = name;
    return { status, document: { __type: name, Message: (error as Error).message } };
  }
}

function has(faults: readonly Fault[], kind: Fault['kind']): boolean {
  return faults.some((fault) => fault.kind === kind);
}

async function endure(fault: Fault, stopping: AbortSignal): Promise<void> {
  switch (fault.kind) {
    case 'delay':
      await sleep(fault.milliseconds, undefined, { signal: stopping });
      break;
    case 'throttle':
      throw new ServiceError('throttled', 'Rate exceeded');
    case 'internalFailure':
      throw new ServiceError('internalFailure', 'An injected fault.', 500);
    case 'refuse':
      throw new InjectedRefusal(fault.name, fault.message);
  }
}

function perform(message: IncomingMessage, body: Buffer, record: OpenRecord, parts: Parts): object {
  const scope = { service: 'workmail', region: parts.region };
  const principal = parts.access.authenticate(signedRequest(message, body), scope);
  record.principalArn = principal.arn;
  const input = parseBody(body);
  const { OrganizationId: organizationId } = Object(input) as { OrganizationId?: unknown };
  if (typeof organizationId === 'string') record.organizationId = organizationId;
  const { output, changed } = parts.service.perform(String(record.operation), input, principal);
  record.changed = changed;
  return output;
}

function describeError(error: unknown, names: ErrorNames): { status: number; name: string } {
  if (error instanceof ServiceError) return { status: error.status, name: names[error.kind] };
  if (error instanceof AccessError) return error;
  if (error instanceof InjectedRefusal) return { status: 400, name: error.name };
  return { status: 500, name: names.internalFailure };
}
