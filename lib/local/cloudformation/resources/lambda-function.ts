import type { FunctionCode } from '../../functions';
import type { FunctionConfiguration, LambdaFunction } from '../account/account-state';
import { ResourceFailure } from '../errors';
import type { Properties } from '../template/document';
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

async function configurationOf({ properties, account }: ResourceRequest): Promise<FunctionConfiguration> {
  return {
    ...readSettings(properties),
    roleArn: requiredText(properties, 'Role'),
    codeFolder: await codeOf(properties, account),
  };
}

/** What the properties of a function say but for its code and its role; throws for what does not run on this machine. */
export function readSettings(properties: Properties): Omit<FunctionConfiguration, 'roleArn' | 'codeFolder'> {
  if (properties.Layers)
    throw new ResourceFailure('Layers do not exist on this machine: bundle their code into the function');
  const variables = optionalRecord(optionalRecord(properties, 'Environment') ?? {}, 'Variables') ?? {};
  const timeoutSeconds = optionalNumber(properties, 'Timeout') ?? 3;
  if (timeoutSeconds < 1 || timeoutSeconds > 900) {
    throw new ResourceFailure(`Timeout is ${timeoutSeconds}: it must be 1 to 900 seconds`);
  }
  return {
    runtime:
      optionalText(properties, 'Runtime') ??
      fail('a function needs a Runtime: container images do not run on this machine'),
    handler: requiredText(properties, 'Handler'),
    environment: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)])),
    timeoutSeconds,
    memoryMegabytes: optionalNumber(properties, 'MemorySize') ?? 128,
    logGroup: optionalText(optionalRecord(properties, 'LoggingConfig') ?? {}, 'LogGroup'),
    concurrency: optionalNumber(properties, 'ReservedConcurrentExecutions'),
  };
}

async function codeOf(properties: Properties, { code, state }: ResourceRequest['account']): Promise<string> {
  const source = readCode(properties);
  if (typeof source !== 'string') return code.add(source);
  return state.assets[source] ?? failForCode(properties);
}

/** A function's inline code, or the key of its code in the bucket of assets. */
export function readCode(properties: Properties): FunctionCode | string {
  const code = optionalRecord(properties, 'Code') ?? {};
  const inline = optionalText(code, 'ZipFile');
  // Lambda makes a file of the text, and calls it index
  const isPython = requiredText(properties, 'Runtime').startsWith('python');
  if (inline !== undefined) return { inline, fileName: isPython ? 'index.py' : 'index.js' };
  return optionalText(code, 'S3Key') ?? failForCode(properties);
}

export function failForCode({ Code }: Properties): never {
  fail(`the code ${JSON.stringify(Code)} is not among the file assets of the cloud assembly`);
}

function fail(why: string): never {
  throw new ResourceFailure(why);
}
