import { functionNameIn } from '../names';
import { makeName, optionalNumber, type ResourceRequest, type ResourceType, requiredText } from './resource-type';

export const lambdaEventInvokeConfig: ResourceType = {
  properties: ['FunctionName', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts', 'Qualifier'],
  replaceOn: ['FunctionName', 'Qualifier'],
  create(request) {
    put(request);
    return { physicalId: makeName(request, 100) };
  },
  update(request) {
    put(request);
    return { physicalId: request.physicalId };
  },
  delete({ account, present }) {
    const found = account.state.functions[functionNameIn(requiredText(present, 'FunctionName'))];
    if (!found) return;
    const { [requiredText(present, 'Qualifier')]: _, ...asynchronous } = found.asynchronous;
    account.functions.change(found.name, { asynchronous });
  },
};

function put({ account, properties }: ResourceRequest): void {
  const { name, asynchronous } = account.functions.get(functionNameIn(requiredText(properties, 'FunctionName')));
  const settings = {
    maximumRetries: optionalNumber(properties, 'MaximumRetryAttempts'),
    maximumAgeSeconds: optionalNumber(properties, 'MaximumEventAgeInSeconds'),
  };
  account.functions.change(name, {
    asynchronous: { ...asynchronous, [requiredText(properties, 'Qualifier')]: settings },
  });
}
