import type { PolicyDocument } from '../../access';
import {
  listOf,
  makeName,
  optionalText,
  type ResourceOutcome,
  type ResourceRequest,
  type ResourceType,
} from './resource-type';

export const iamManagedPolicy: ResourceType = {
  properties: ['ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles'],
  withoutEffect: ['Description'],
  replaceOn: ['ManagedPolicyName', 'Path', 'Description'],
  create(request) {
    const name = optionalText(request.properties, 'ManagedPolicyName') ?? makeName(request, 128);
    const path = optionalText(request.properties, 'Path') ?? '/';
    return put(request, `arn:aws:iam::${request.account.id}:policy${path}${name}`);
  },
  update(request) {
    const roles = listOf<string>(request.properties, 'Roles');
    for (const role of listOf<string>(request.present, 'Roles')) {
      if (!roles.includes(role)) request.account.roles.detach(role, request.physicalId);
    }
    return put(request, request.physicalId);
  },
  delete({ account, present, physicalId }) {
    for (const role of listOf<string>(present, 'Roles')) account.roles.detach(role, physicalId);
    account.roles.removeManaged(physicalId);
  },
};

function put({ account, properties }: ResourceRequest, arn: string): ResourceOutcome {
  account.roles.putManaged(arn, properties.PolicyDocument as PolicyDocument);
  for (const role of listOf<string>(properties, 'Roles')) account.roles.attach(role, arn);
  return { physicalId: arn, attributes: { PolicyArn: arn } };
}
