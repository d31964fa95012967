import type { FunctionConfiguration, LambdaFunction } from '../account/account-state';
import { ResourceFailure } from '../errors';
import {
  makeName,
  optionalNumber,
  optionalRecord,
  optionalText,
  type ResourceOutcome,
  type ResourceRequest,
  type ResourceType,
  requiredText,
} from './resource-type';

export const lambdaFunction: ResourceType = {
  properties: [
    'Code',
    'Environment',
    'FunctionName',
    'Handler',
    'LoggingConfig',
    'MemorySize',
    'PackageType',
    'ReservedConcurrentExecutions',
    'Role',
    'Runtime',
    'Timeout',
  ],
  withoutEffect: ['Architectures', 'Description', 'EphemeralStorage', 'Tags', 'TracingConfig'],
  replaceOn: ['FunctionName', 'PackageType'],
  async create(request) {
    const name = optionalText(request.properties, 'FunctionName') ?? makeName(request, 64);
    return outcome(await request.account.functions.create(name, await configurationOf(request)));
  },
  async update(request) {
    return outcome(await request.account.functions.update(request.physicalId, await configurationOf(request)));
  },
  delete({ account, physicalId }) {
    account.functions.remove(physicalId);
  },
};

function outcome({ name, arn }: LambdaFunction): ResourceOutcome {
  return { physicalId: name, attributes: { Arn: arn } };
}

async function configurationOf(request: ResourceRequest): Promise<FunctionConfiguration> {
  const { properties } = request;
  if (properties.Layers)
    throw new ResourceFailure('Layers do not exist on this machine: bundle their code into the function');
  const variables = optionalRecord(optionalRecord(properties, 'Environment') ?? {}, 'Variables') ?? {};
  const timeoutSeconds = optionalNumber(properties, 'Timeout') ?? 3;
  if (timeoutSeconds < 1 || timeoutSeconds > 900) {
    throw new ResourceFailure(`Timeout is ${timeoutSeconds}: it must be 1 to 900 seconds`);
  }
  return {
    roleArn: requiredText(properties, 'Role'),
    runtime:
      optionalText(properties, 'Runtime') ??
      fail('a function needs a Runtime: container images do not run on this machine'),
    handler: requiredText(properties, 'Handler'),
    codeFolder: await codeOf(request),
    environment: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)])),
    timeoutSeconds,
    memoryMegabytes: optionalNumber(properties, 'MemorySize') ?? 128,
    logGroup: optionalText(optionalRecord(properties, 'LoggingConfig') ?? {}, 'LogGroup'),
    concurrency: optionalNumber(properties, 'ReservedConcurrentExecutions'),
  };
}

async function codeOf({ properties, account }: ResourceRequest): Promise<string> {
  const code = optionalRecord(properties, 'Code') ?? {};
  const inline = optionalText(code, 'ZipFile');
  if (inline !== undefined) {
    // Lambda makes a file of the text, and calls it index
    const isPython = requiredText(properties, 'Runtime').startsWith('python');
    return account.code.add({ inline, fileName: isPython ? 'index.py' : 'index.js' });
  }
  const key = optionalText(code, 'S3Key');
  const folder = key && account.state.assets[key];
  return folder || fail(`the code ${JSON.stringify(code)} is not among the file assets of the cloud assembly`);
}

function fail(why: string): never {
  throw new ResourceFailure(why);
}
