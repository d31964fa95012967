import { evaluate } from '../access';
import { type Account, ResourceFailure } from '../cloudformation';
import {
  ApiError,
  element,
  elements,
  handleQuery,
  LoopbackServer,
  list,
  listParameter,
  type Parameters,
} from '../http';
import type { Desk, StartService } from './service';

/** As much of IAM as tells what roles may do: GetRole, SimulatePrincipalPolicy. */
export const startIamApi: StartService = (desk) =>
  LoopbackServer.start((request, response) => {
    const { access, cloudFormation } = desk();
    const roleArn = (parameters: Parameters) => `arn:aws:iam::${access.account}:role/${parameters.get('RoleName')}`;
    return handleQuery(request, response, {
      access,
      // IAM is one for all Regions, and signed for this one
      scope: { service: 'iam', region: 'us-east-1' },
      operations: {
        GetRole: { resource: roleArn, run: (parameters) => getRole(parameters, cloudFormation.account) },
        SimulatePrincipalPolicy: {
          resource: (parameters) => parameters.get('PolicySourceArn') ?? '*',
          run: (parameters) => simulatePrincipalPolicy(parameters, desk()),
        },
      },
    });
  });

function getRole(parameters: Parameters, { roles }: Account): string {
  const name = parameters.get('RoleName') ?? '';
  try {
    const { arn, id, trust } = roles.get(name);
    const AssumeRolePolicyDocument = encodeURIComponent(JSON.stringify(trust));
    const Path = arn.slice(arn.indexOf('/'), arn.length - name.length);
    return element('Role', elements({ Path, RoleName: name, RoleId: id, Arn: arn, AssumeRolePolicyDocument }));
  } catch (error) {
    if (error instanceof ResourceFailure) throw new ApiError('NoSuchEntity', error.message, 404);
    throw error;
  }
}

/** Keys that the caller of the simulator supposes; of several values, the first. */
function contextOf(parameters: Parameters): Record<string, string> {
  const context: Record<string, string> = {};
  for (let n = 1; ; n++) {
    const member = `ContextEntries.member.${n}`;
    const key = parameters.get(`${member}.ContextKeyName`);
    if (key === null) return context;
    context[key] = listParameter(parameters, `${member}.ContextKeyValues`)[0] ?? '';
  }
}

function simulatePrincipalPolicy(parameters: Parameters, { cloudFormation: { account } }: Desk): string {
  const source = parameters.get('PolicySourceArn') ?? '';
  if (!/^arn:[\w-]+:iam::\d+:(role|user|group)\/./.test(source)) {
    throw new ApiError('InvalidInput', `Invalid Entity Arn: ${source} does not clearly define entity type and name.`);
  }
  if (!account.roles.byArn(source)) throw new ApiError('NoSuchEntity', `${source} does not exist.`, 404);
  const policies = account.roles.policiesOf(source);
  const resources = listParameter(parameters, 'ResourceArns');
  const context = { ...contextOf(parameters), 'aws:PrincipalArn': source, 'aws:PrincipalAccount': account.id };
  const results = listParameter(parameters, 'ActionNames').flatMap((action) =>
    (resources.length > 0 ? resources : ['*']).map((resource) =>
      elements({
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: evaluate(policies, { action, resource, context }),
      }),
    ),
  );
  return list('EvaluationResults', results) + elements({ IsTruncated: 'false' });
}
