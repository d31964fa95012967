import type { PolicyDocument } from '../../access';
import type { Properties } from '../template/document';
import { listOf, makeName, type ResourceRequest, type ResourceType, requiredText } from './resource-type';

export const iamPolicy: ResourceType = {
  properties: ['PolicyDocument', 'PolicyName', 'Roles'],
  replaceOn: [],
  create(request) {
    put(request);
    return { physicalId: makeName(request, 128) };
  },
  update(request) {
    put(request);
    const kept = placesOf(request.properties).map(String);
    for (const place of placesOf(request.present)) if (!kept.includes(String(place))) remove(request, place);
    return { physicalId: request.physicalId };
  },
  delete(request) {
    for (const place of placesOf(request.present)) remove(request, place);
  },
};

type Place = readonly [role: string, policyName: string];

function placesOf(properties: Properties): Place[] {
  return listOf<string>(properties, 'Roles').map((role) => [role, requiredText(properties, 'PolicyName')]);
}

function put({ account, properties }: ResourceRequest): void {
  for (const [role, policyName] of placesOf(properties)) {
    account.roles.putInline(role, policyName, properties.PolicyDocument as PolicyDocument);
  }
}

function remove({ account }: ResourceRequest, [role, policyName]: Place): void {
  account.roles.removeInline(role, policyName);
}
