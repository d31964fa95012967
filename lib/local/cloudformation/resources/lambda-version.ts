import { functionNameIn, lastPart } from '../names';
import { neverUpdated, type ResourceType, requiredText } from './resource-type';

export const lambdaVersion: ResourceType = {
  properties: ['FunctionName'],
  withoutEffect: ['CodeSha256', 'Description', 'ProvisionedConcurrencyConfig'],
  replaceOn: ['FunctionName', 'CodeSha256', 'Description'],
  async create({ account, properties }) {
    const target = account.functions.find(requiredText(properties, 'FunctionName')).function;
    const version = await account.functions.publish(target.name);
    const arn = `${target.arn}:${version}`;
    return { physicalId: arn, attributes: { Version: version, FunctionArn: arn } };
  },
  update: neverUpdated,
  delete({ account, physicalId }) {
    account.functions.unpublish(functionNameIn(physicalId), lastPart(physicalId, ':'));
  },
};
