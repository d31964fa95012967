import { type Account, type LambdaFunction, type Permission, ResourceFailure } from '../cloudformation';
import { ApiError, handleJson, type JsonCall, LoopbackServer } from '../http';
import type { Desk, StartService } from './service';

/** As much of Lambda as tells about functions: GetFunction, GetFunctionConfiguration, GetPolicy. */
export const startLambdaApi: StartService = (desk) =>
  LoopbackServer.start((request, response) => {
    const { access, region } = desk();
    const scope = { service: 'lambda', region };
    return handleJson(request, response, {
      access,
      scope,
      contentType: 'application/json',
      answer: (call) => answer(call, desk()),
    });
  });

type Found = ReturnType<Account['functions']['find']>;

const OPERATIONS: Readonly<Record<string, readonly [name: string, run: (found: Found) => object]>> = {
  '': ['GetFunction', getFunction],
  configuration: ['GetFunctionConfiguration', configurationOf],
  policy: ['GetPolicy', getPolicy],
};

function answer({ method, path, query, principal }: JsonCall, { cloudFormation }: Desk): object {
  const [, functions, reference = '', member = '', ...more] = path;
  const operation = Object.hasOwn(OPERATIONS, member) ? OPERATIONS[member] : undefined;
  if (method !== 'GET' || functions !== 'functions' || reference === '' || more.length > 0 || !operation) {
    const known = Object.values(OPERATIONS).map(([name]) => name);
    throw new ApiError('UnknownOperationException', `Only ${known.join(', ')} are answered on this machine.`, 404);
  }
  const [name, run] = operation;
  const found = find(cloudFormation.account, reference, query.get('Qualifier') ?? undefined);
  principal.demand(`lambda:${name}`, found.function.arn);
  return run(found);
}

function find({ functions }: Account, reference: string, qualifier: string | undefined): Found {
  try {
    return functions.find(qualifier === undefined ? reference : `${reference}:${qualifier}`);
  } catch (error) {
    if (error instanceof ResourceFailure) throw new ApiError('ResourceNotFoundException', error.message, 404);
    throw error;
  }
}

function getFunction(found: Found): object {
  const { concurrency } = found.function.configuration;
  return {
    Configuration: configurationOf(found),
    ...(concurrency !== undefined && { Concurrency: { ReservedConcurrentExecutions: concurrency } }),
  };
}

function configurationOf({ function: { name, arn, configuration, versions }, qualifier, arn: target }: Found): object {
  const version = target === arn ? '$LATEST' : target.slice(arn.length + 1);
  const { roleArn, runtime, handler, timeoutSeconds, memoryMegabytes } = versions[version] ?? configuration;
  return {
    FunctionName: name,
    FunctionArn: qualifier === undefined ? arn : `${arn}:${qualifier}`,
    Version: version,
    Role: roleArn,
    Runtime: runtime,
    Handler: handler,
    Timeout: timeoutSeconds,
    MemorySize: memoryMegabytes,
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}

function getPolicy(found: Found): object {
  const permissions = Object.entries(found.function.permissions).filter(
    ([, permission]) => permission.qualifier === found.qualifier,
  );
  if (permissions.length === 0) {
    throw new ApiError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
  }
  const Statement = permissions.map(([id, permission]) => statement(id, permission, found.function));
  return { Policy: JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement }) };
}

function statement(Sid: string, permission: Permission, { arn }: LambdaFunction): object {
  const { action, principal, sourceArn, sourceAccount, qualifier } = permission;
  const Condition = {
    ...(sourceAccount !== undefined && { StringEquals: { 'AWS:SourceAccount': sourceAccount } }),
    ...(sourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': sourceArn } }),
  };
  return {
    Sid,
    Effect: 'Allow',
    Principal: principalOf(principal),
    Action: action,
    Resource: qualifier === undefined ? arn : `${arn}:${qualifier}`,
    ...(Object.keys(Condition).length > 0 && { Condition }),
  };
}

function principalOf(principal: string): unknown {
  if (principal === '*') return '*';
  if (principal.endsWith('.amazonaws.com')) return { Service: principal };
  return { AWS: /^\d+$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal };
}
