import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AccessControl, AccessError, type Principal, type Scope, signedRequest } from '../access';
import { ApiError } from './api-error';
import { readBody } from './body';
import { element, elements } from './xml';

/** AWS's Query protocol: a form in, XML out. CloudFormation, IAM and STS speak it. */

export type Parameters = URLSearchParams;

export interface QueryOperation {
  /** What the caller needs the right for, an ARN or `*`; absent where nobody needs any. */
  readonly resource?: (parameters: Parameters) => string;
  /** The content of the result, as XML. */
  readonly run: (parameters: Parameters, principal: Principal) => string;
}

export interface QueryService {
  readonly access: AccessControl;
  readonly scope: Scope;
  readonly operations: Readonly<Record<string, QueryOperation>>;
}

const LARGEST_REQUEST_BYTES = 1024 * 1024;

export async function handleQuery(
  request: IncomingMessage,
  response: ServerResponse,
  { access, scope, operations }: QueryService,
): Promise<void> {
  const answer = (status: number, body: string) => {
    response.writeHead(status, { 'content-type': 'text/xml' });
    response.end(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`);
  };
  try {
    const body = await readBody(request, LARGEST_REQUEST_BYTES);
    const principal = access.authenticate(signedRequest(request, body), scope);
    const parameters = new URLSearchParams(body.toString());
    const action = parameters.get('Action') ?? '';
    const operation = Object.hasOwn(operations, action) ? operations[action] : undefined;
    if (!operation) throw unknownAction(action, operations);
    if (operation.resource) principal.demand(`${scope.service}:${action}`, operation.resource(parameters));
    const result = element(`${action}Result`, operation.run(parameters, principal));
    answer(200, element(`${action}Response`, result + element('ResponseMetadata', '')));
  } catch (error) {
    const { status, code, message } = asApiError(error);
    const details = elements({ Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message });
    answer(status, element('ErrorResponse', element('Error', details)));
  }
}

/** `Name.member.1`, `Name.member.2`, … */
export function listParameter(parameters: Parameters, name: string): string[] {
  const values: string[] = [];
  for (let value = parameters.get(`${name}.member.1`); value !== null; ) {
    values.push(value);
    value = parameters.get(`${name}.member.${values.length + 1}`);
  }
  return values;
}

function unknownAction(action: string, operations: QueryService['operations']): ApiError {
  const known = Object.keys(operations).join(', ');
  return new ApiError(
    'InvalidAction',
    `Could not find operation ${action}: only ${known} are answered on this machine`,
  );
}

/** The Query protocol has names of its own for what is wrong with a signature. */
const ACCESS_CODES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'AccessDenied',
  IncompleteSignatureException: 'IncompleteSignature',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  UnrecognizedClientException: 'InvalidClientTokenId',
};

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof AccessError) return new ApiError(ACCESS_CODES[error.name] ?? error.name, error.message, 403);
  if (error instanceof RangeError) return new ApiError('RequestEntityTooLarge', error.message, 413);
  return new ApiError('InternalFailure', 'The request could not be read', 500);
}
