import { type EvaluationResult, GetRoleCommand, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { DIRECTIONS, type Direction, ruleDirection, ruleOperations } from '../../rules';
import type { Connection } from '../connection';
import { listResources } from '../deployed-stacks';
import { AdministrationError } from '../error';
import type { Identity } from '../identity';
import type { LiveOrganization } from '../organization';
import { unlessAbsent } from './asked';
import type { Asked, Decision, RightsFact } from './facts';

interface Whose {
  readonly identity: Asked<Identity>;
  readonly stackName?: string;
}

/** Asks IAM's simulator what the caller may do, and the provider of a stack. */
export async function readRights(
  connection: Connection,
  organization: LiveOrganization,
  { identity, stackName }: Whose,
): Promise<RightsFact[]> {
  const rights: RightsFact[] = [];
  if (stackName !== undefined) {
    const { roleName, directions } = await findProvider(connection, stackName);
    const [, partition = 'aws', , , account = ''] = organization.arn.split(':');
    const arn = `arn:${partition}:iam::${account}:role/${roleName}`;
    rights.push(await simulate(connection, organization, { who: 'provider', principal: arn, roleName, directions }));
  }
  if ('refusal' in identity) {
    rights.push({ who: 'caller', principal: 'the caller', decisions: identity });
    return rights;
  }
  const { arn } = identity.value;
  const [, roleName] = /^arn:[^:]+:sts::\d+:assumed-role\/([^/]+)\//.exec(arn) ?? [];
  rights.push(
    await simulate(connection, organization, { who: 'caller', principal: arn, roleName, directions: DIRECTIONS }),
  );
  return rights;
}

/** The role of the provider's function, by the logical id that its construct gives it. */
const PROVIDER_ROLE = /^WorkMailFlowProviderRole[0-9A-F]{8}$/;

async function findProvider(
  connection: Connection,
  stackName: string,
): Promise<{ roleName: string; directions: readonly Direction[] }> {
  const listing = listResources(connection, stackName);
  const resources = await connection.ask('cloudformation:ListStackResources', listing);
  const role = resources.find(({ LogicalResourceId = '' }) => PROVIDER_ROLE.test(LogicalResourceId));
  if (role?.PhysicalResourceId) {
    const directions = resources.flatMap(({ ResourceType = '' }) => ruleDirection(ResourceType) ?? []);
    return { roleName: role.PhysicalResourceId, directions: [...new Set(directions)] };
  }
  const isThere = resources.length > 0;
  throw new AdministrationError(
    'STACK_NOT_FOUND',
    isThere
      ? `The stack ${stackName} has no provider of email flow rules`
      : `There is no stack ${stackName} in ${connection.region} of this account`,
    isThere ? 'Name the stack that has the rules' : 'Deploy it first: the rights come with it. Or check its name',
  );
}

interface Principal {
  readonly who: RightsFact['who'];
  readonly principal: string;
  /** Where the principal is a role, or a session of one. */
  readonly roleName?: string;
  readonly directions: readonly Direction[];
}

async function simulate(
  connection: Connection,
  organization: LiveOrganization,
  { who, principal, roleName, directions }: Principal,
): Promise<RightsFact> {
  const actions = directions.flatMap(ruleOperations).map((operation) => `workmail:${operation}`);
  if (/^arn:[^:]+:iam::\d+:root$/.test(principal)) {
    // no policy of the account binds it
    const decisions = actions.map((action) => ({ action, decision: 'allowed', missing: [] }) as const);
    return { who, principal, decisions: { value: decisions } };
  }
  const decisions = await unlessAbsent(connection, 'IAM', async () => {
    const source = roleName === undefined ? principal : await roleArn(connection, roleName, principal);
    const input = { PolicySourceArn: source, ActionNames: actions, ResourceArns: [organization.arn] };
    const call = connection.client('IAM').send(new SimulatePrincipalPolicyCommand(input));
    const { EvaluationResults = [] } = await connection.ask('iam:SimulatePrincipalPolicy', call);
    return EvaluationResults.map(toDecision);
  });
  return { who, principal, decisions };
}

/** With its path, which the ARN of a session does not have. Whoever may not ask gets by without a path. */
async function roleArn(connection: Connection, RoleName: string, principal: string): Promise<string> {
  const [, partition = 'aws', , , account = ''] = principal.split(':');
  const plain = `arn:${partition}:iam::${account}:role/${RoleName}`;
  try {
    const { Role } = await connection.client('IAM').send(new GetRoleCommand({ RoleName }));
    return Role?.Arn ?? plain;
  } catch {
    return plain;
  }
}

function toDecision(result: EvaluationResult): Decision {
  const boundary = result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary;
  const organizations = result.OrganizationsDecisionDetail?.AllowedByOrganizations;
  return {
    action: result.EvalActionName ?? '',
    decision: result.EvalDecision ?? 'implicitDeny',
    missing: result.MissingContextValues ?? [],
    ...(organizations === false && { refusedBy: 'service control policy' as const }),
    ...(boundary === false && { refusedBy: 'permissions boundary' as const }),
  };
}
