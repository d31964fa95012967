import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AccessControl, AccessError, signedRequest } from '../../access';
import type { Stacks } from '../stacks';
import type { ResourceState, StackState } from '../state';
import { readBody } from './http';
import { element, elements, list } from './xml';

/** Operations of CloudFormation that a stack's own functions may call. Form in, XML out. */

export interface QueryApiOptions {
  readonly access: AccessControl;
  readonly region: string;
  readonly stacks: Pick<Stacks, 'all' | 'find'>;
}

class QueryError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

type Parameters = URLSearchParams;

export async function handleQuery(request: IncomingMessage, response: ServerResponse, options: QueryApiOptions) {
  const answer = (status: number, body: string) => {
    response.writeHead(status, { 'content-type': 'text/xml' });
    response.end(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`);
  };
  try {
    const body = await readBody(request, 1024 * 1024);
    const principal = options.access.authenticate(signedRequest(request, body), {
      service: 'cloudformation',
      region: options.region,
    });
    const parameters = new URLSearchParams(body.toString());
    const action = parameters.get('Action') ?? '';
    const operation = Object.hasOwn(OPERATIONS, action) ? OPERATIONS[action] : undefined;
    if (!operation)
      throw new QueryError(
        'InvalidAction',
        `Could not find operation ${action}: only ${Object.keys(OPERATIONS).join(', ')} are answered on this machine`,
      );
    principal.demand(`cloudformation:${action}`, resourceArn(parameters, options));
    const result = operation(parameters, options);
    answer(200, element(`${action}Response`, element(`${action}Result`, result) + element('ResponseMetadata', '')));
  } catch (error) {
    const { status, code, message } = asQueryError(error);
    const details = elements({ Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message });
    answer(status, element('ErrorResponse', element('Error', details)));
  }
}

const OPERATIONS: Readonly<Record<string, (parameters: Parameters, options: QueryApiOptions) => string>> = {
  ListStackResources: (parameters, options) => {
    const all = Object.values(stackOf(parameters, options).resources);
    const from = readToken(parameters.get('NextToken'));
    const page = all.slice(from, from + PAGE);
    const next = from + PAGE < all.length ? { NextToken: writeToken(from + PAGE) } : {};
    return (
      list(
        'StackResourceSummaries',
        page.map((resource) => summary(resource, 'LastUpdatedTimestamp')),
      ) + elements(next)
    );
  },
  DescribeStackResources: (parameters, options) => {
    const stack = stackOf(parameters, options);
    const wanted = parameters.get('LogicalResourceId');
    const resources = Object.values(stack.resources).filter(({ logicalId }) => !wanted || logicalId === wanted);
    const about = elements({ StackId: stack.id, StackName: stack.name });
    return list(
      'StackResources',
      resources.slice(0, PAGE).map((resource) => about + summary(resource, 'Timestamp')),
    );
  },
  DescribeStacks: (parameters, options) => {
    const stacks = parameters.get('StackName') ? [stackOf(parameters, options)] : options.stacks.all;
    return list('Stacks', stacks.map(describeStack));
  },
};

/** As many as CloudFormation gives at a time. */
const PAGE = 100;

function summary(resource: ResourceState, time: string): string {
  return elements({
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.reason,
    [time]: resource.updated,
  });
}

function describeStack(stack: StackState): string {
  const outputs = stack.outputs.map(({ key, value, description, exportName }) =>
    elements({ OutputKey: key, OutputValue: value, Description: description, ExportName: exportName }),
  );
  const parameters = Object.entries(stack.parameters).map(([name, value]) =>
    elements({ ParameterKey: name, ParameterValue: value }),
  );
  const about = elements({
    StackId: stack.id,
    StackName: stack.name,
    CreationTime: stack.created,
    LastUpdatedTime: stack.updated,
    DeletionTime: stack.deleted,
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DisableRollback: 'false',
  });
  return about + list('Outputs', outputs) + list('Parameters', parameters) + list('Tags', []);
}

function stackOf(parameters: Parameters, { stacks }: QueryApiOptions): StackState {
  const name = parameters.get('StackName');
  if (!name) throw new QueryError('ValidationError', 'StackName is required');
  const stack = stacks.find(name);
  if (!stack) throw new QueryError('ValidationError', `Stack with id ${name} does not exist`);
  return stack;
}

function resourceArn(parameters: Parameters, { access, region, stacks }: QueryApiOptions): string {
  const name = parameters.get('StackName') ?? '*';
  if (name.startsWith('arn:')) return name;
  return stacks.find(name)?.id ?? `arn:aws:cloudformation:${region}:${access.account}:stack/${name}/*`;
}

function writeToken(position: number): string {
  return Buffer.from(`from ${position}`).toString('base64url');
}

function readToken(token: string | null): number {
  if (token === null) return 0;
  const [, position] = /^from (\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (position === undefined) throw new QueryError('ValidationError', 'NextToken is not one that was given out');
  return Number(position);
}

/** The Query protocol has names of its own for what is wrong with a signature. */
const ACCESS_CODES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'AccessDenied',
  IncompleteSignatureException: 'IncompleteSignature',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  UnrecognizedClientException: 'InvalidClientTokenId',
};

function asQueryError(error: unknown): QueryError {
  if (error instanceof QueryError) return error;
  if (error instanceof AccessError) return new QueryError(ACCESS_CODES[error.name] ?? error.name, error.message, 403);
  if (error instanceof RangeError) return new QueryError('RequestEntityTooLarge', error.message, 413);
  return new QueryError('InternalFailure', 'The request could not be read', 500);
}
