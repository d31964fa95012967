import { ResourceFailure } from '../errors';
import { functionNameIn } from '../names';
import { type ResourceOutcome, type ResourceRequest, type ResourceType, requiredText } from './resource-type';

export const lambdaAlias: ResourceType = {
  properties: ['FunctionName', 'FunctionVersion', 'Name'],
  withoutEffect: ['Description', 'ProvisionedConcurrencyConfig'],
  replaceOn: ['FunctionName', 'Name'],
  create(request) {
    const { aliases, arn } = targetOf(request);
    const name = requiredText(request.properties, 'Name');
    if (aliases[name]) throw new ResourceFailure(`Alias already exists: ${arn}:${name}`);
    return put(request);
  },
  update: put,
  delete({ account, present }) {
    const name = functionNameIn(requiredText(present, 'FunctionName'));
    const found = account.state.functions[name];
    if (!found) return;
    const { [requiredText(present, 'Name')]: _, ...aliases } = found.aliases;
    account.functions.change(name, { aliases });
  },
};

function targetOf({ account, properties }: ResourceRequest) {
  return account.functions.find(requiredText(properties, 'FunctionName')).function;
}

function put(request: ResourceRequest): ResourceOutcome {
  const { name, arn, aliases, versions } = targetOf(request);
  const alias = requiredText(request.properties, 'Name');
  const version = requiredText(request.properties, 'FunctionVersion');
  if (version !== '$LATEST' && !versions[version]) throw new ResourceFailure(`Function not found: ${arn}:${version}`);
  request.account.functions.change(name, { aliases: { ...aliases, [alias]: version } });
  return { physicalId: `${arn}:${alias}`, attributes: { AliasArn: `${arn}:${alias}` } };
}
