import { ResourceFailure } from '../errors';
import { makeName, optionalText, type ResourceRequest, type ResourceType, requiredText } from './resource-type';

export const ssmParameter: ResourceType = {
  properties: ['Name', 'Type', 'Value'],
  withoutEffect: ['AllowedPattern', 'DataType', 'Description', 'Tags', 'Tier'],
  replaceOn: ['Name'],
  create(request) {
    const name = optionalText(request.properties, 'Name') ?? makeName(request, 1011);
    if (request.account.state.parameters[name]) throw new ResourceFailure(`The parameter ${name} already exists.`);
    return put(request, name);
  },
  update: (request) => put(request, request.physicalId),
  delete({ account, physicalId }) {
    delete account.state.parameters[physicalId];
  },
};

function put({ account, properties }: ResourceRequest, name: string) {
  const type = requiredText(properties, 'Type');
  const value = requiredText(properties, 'Value');
  account.state.parameters[name] = { type, value };
  return { physicalId: name, attributes: { Type: type, Value: value } };
}
