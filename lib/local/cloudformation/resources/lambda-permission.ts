import { functionNameIn } from '../names';
import {
  makeName,
  neverUpdated,
  optionalText,
  type PresentResource,
  type ResourceType,
  requiredText,
} from './resource-type';

const PROPERTIES = ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'];

export const lambdaPermission: ResourceType = {
  properties: PROPERTIES,
  replaceOn: PROPERTIES,
  create(request) {
    const { properties, account } = request;
    const target = account.functions.find(requiredText(properties, 'FunctionName'));
    const statementId = makeName(request, 100);
    account.functions.addPermission(target.function.name, statementId, {
      qualifier: target.qualifier,
      action: requiredText(properties, 'Action'),
      principal: requiredText(properties, 'Principal'),
      sourceArn: optionalText(properties, 'SourceArn'),
      sourceAccount: optionalText(properties, 'SourceAccount'),
    });
    return { physicalId: statementId };
  },
  update: neverUpdated,
  delete({ account, present, physicalId }: PresentResource) {
    account.functions.removePermission(functionNameIn(requiredText(present, 'FunctionName')), physicalId);
  },
};
