import type { PolicyDocument } from '../../access';
import type { Role } from '../account/account-state';
import type { Properties } from '../template/document';
import {
  listOf,
  makeName,
  optionalRecord,
  optionalText,
  type ResourceOutcome,
  type ResourceRequest,
  type ResourceType,
} from './resource-type';

export const iamRole: ResourceType = {
  properties: ['AssumeRolePolicyDocument', 'ManagedPolicyArns', 'Path', 'Policies', 'RoleName'],
  withoutEffect: ['Description', 'MaxSessionDuration', 'Tags'],
  replaceOn: ['Path', 'RoleName'],
  create(request) {
    const name = optionalText(request.properties, 'RoleName') ?? makeName(request, 64);
    const path = optionalText(request.properties, 'Path') ?? '/';
    request.account.roles.create(name, path, trustOf(request.properties));
    return outcome(name, putPolicies(name, request));
  },
  update(request) {
    const { roles } = request.account;
    const name = request.physicalId;
    const wanted = policiesOf(request.properties);
    roles.setTrust(name, trustOf(request.properties));
    const role = putPolicies(name, request);
    for (const { PolicyName } of policiesOf(request.present)) {
      if (!wanted.some((policy) => policy.PolicyName === PolicyName)) roles.removeInline(name, PolicyName);
    }
    for (const arn of listOf<string>(request.present, 'ManagedPolicyArns')) {
      if (!listOf(request.properties, 'ManagedPolicyArns').includes(arn)) roles.detach(name, arn);
    }
    return outcome(name, role);
  },
  delete({ account, physicalId }) {
    account.roles.remove(physicalId);
  },
};

function putPolicies(name: string, request: ResourceRequest): Role {
  const { roles } = request.account;
  for (const { PolicyName, PolicyDocument } of policiesOf(request.properties)) {
    roles.putInline(name, PolicyName, PolicyDocument);
  }
  for (const arn of listOf<string>(request.properties, 'ManagedPolicyArns')) {
    roles.attach(name, arn);
    if (!roles.knowsPolicy(arn)) request.notice(`${request.logicalId}: what ${arn} allows is not known here: nothing.`);
  }
  return roles.get(name);
}

function policiesOf(properties: Properties) {
  return listOf<{ PolicyName: string; PolicyDocument: PolicyDocument }>(properties, 'Policies');
}

function trustOf(properties: Properties): PolicyDocument {
  return (optionalRecord(properties, 'AssumeRolePolicyDocument') ?? { Statement: [] }) as unknown as PolicyDocument;
}

function outcome(name: string, role: Role): ResourceOutcome {
  return { physicalId: name, attributes: { Arn: role.arn, RoleId: role.id } };
}
