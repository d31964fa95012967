import { ResourceFailure } from '../errors';
import { makeName, optionalNumber, optionalText, type ResourceRequest, type ResourceType } from './resource-type';

export const logsLogGroup: ResourceType = {
  properties: ['LogGroupName', 'RetentionInDays'],
  withoutEffect: ['LogGroupClass', 'Tags'],
  replaceOn: ['LogGroupName'],
  create(request) {
    const name = optionalText(request.properties, 'LogGroupName') ?? makeName(request, 512);
    if (request.account.state.logGroups[name]) throw new ResourceFailure(`Log group ${name} already exists`);
    return put(request, name);
  },
  update: (request) => put(request, request.physicalId),
  delete({ account, physicalId }) {
    delete account.state.logGroups[physicalId];
  },
};

function put({ account, properties }: ResourceRequest, name: string) {
  account.state.logGroups[name] = { retentionInDays: optionalNumber(properties, 'RetentionInDays') };
  const arn = `arn:aws:logs:${account.region}:${account.id}:log-group:${name}:*`;
  return { physicalId: name, attributes: { Arn: arn } };
}
