import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AccessControl } from '../access';
import { ApiError, element, elements, handleQuery, list, type Parameters, type QueryOperation } from '../http';
import type { Stacks } from './stacks';
import type { ResourceState, StackState } from './state';

/** Operations of CloudFormation that tell about the stacks. */

export interface QueryApiOptions {
  readonly access: AccessControl;
  readonly region: string;
  readonly stacks: Pick<Stacks, 'all' | 'find'>;
}

export function answerQuery(request: IncomingMessage, response: ServerResponse, options: QueryApiOptions) {
  const { access, region } = options;
  return handleQuery(request, response, {
    access,
    scope: { service: 'cloudformation', region },
    operations: Object.fromEntries(Object.entries(OPERATIONS).map(([name, run]) => [name, operation(run, options)])),
  });
}

type Run = (parameters: Parameters, options: QueryApiOptions) => string;

function operation(run: Run, options: QueryApiOptions): QueryOperation {
  return {
    resource: (parameters) => resourceArn(parameters, options),
    run: (parameters) => run(parameters, options),
  };
}

const OPERATIONS: Readonly<Record<string, Run>> = {
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
  DescribeStackResource: (parameters, options) => {
    const stack = stackOf(parameters, options);
    const logicalId = parameters.get('LogicalResourceId') ?? '';
    const resource = Object.hasOwn(stack.resources, logicalId) ? stack.resources[logicalId] : undefined;
    if (!resource) {
      throw new ApiError('ValidationError', `Resource ${logicalId} does not exist for stack ${stack.name}`);
    }
    const Metadata = metadataOf(stack, logicalId);
    const about = elements({ StackId: stack.id, StackName: stack.name, Metadata });
    return element('StackResourceDetail', about + summary(resource, 'LastUpdatedTimestamp'));
  },
  DescribeStacks: (parameters, options) => {
    const stacks = parameters.get('StackName') ? [stackOf(parameters, options)] : options.stacks.all;
    return list('Stacks', stacks.map(describeStack));
  },
};

/** As JSON. A resource that an update is about to remove has what the template before the update gave it. */
function metadataOf({ template, before }: StackState, logicalId: string): string {
  const declaration = template.Resources[logicalId] ?? before?.template.Resources[logicalId];
  return JSON.stringify(declaration?.Metadata ?? {});
}

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
  if (!name) throw new ApiError('ValidationError', 'StackName is required');
  const stack = stacks.find(name);
  if (!stack) throw new ApiError('ValidationError', `Stack with id ${name} does not exist`);
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
  if (position === undefined) throw new ApiError('ValidationError', 'NextToken is not one that was given out');
  return Number(position);
}
