import {
  type EvaluationResult,
  GetRoleCommand,
  paginateSimulatePrincipalPolicy,
  type SimulatePrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam';
import { DIRECTIONS, type EventLogging } from '../../rules';
import type { Connection } from '../connection';
import { listResources } from '../deployed-stacks';
import { AdministrationError } from '../error';
import type { Identity } from '../identity';
import type { LiveOrganization } from '../organization';
import { asked } from './asked';
import type { Asked, Decision, RightsFact } from './facts';
import { type Need, needOfRules, needsOfStack } from './needs';

interface Whose {
  readonly identity: Asked<Identity>;
  readonly stackName?: string;
  /** The live one: it tells which role the provider of a stack has to pass. */
  readonly eventLog: Asked<EventLogging | undefined>;
}

/** Asks IAM's simulator what the caller may do, and the provider of a stack. */
export async function readRights(
  connection: Connection,
  organization: LiveOrganization,
  { identity, stackName, eventLog }: Whose,
): Promise<RightsFact[]> {
  const live = 'value' in eventLog ? eventLog.value : undefined;
  const ofProvider = stackName === undefined ? [] : [await readProvider(connection, organization, stackName, live)];
  return [...ofProvider, await readCaller(connection, organization, identity)];
}

async function readCaller(
  connection: Connection,
  organization: LiveOrganization,
  identity: Asked<Identity>,
): Promise<RightsFact> {
  const needs = DIRECTIONS.map((direction) => needOfRules(direction, organization));
  const fact = { who: 'caller', purposes: needs.map(({ purpose }) => purpose), notAsked: [] } as const;
  if ('refusal' in identity) return { ...fact, principal: 'the caller', decisions: identity };
  const { arn: principal } = identity.value;
  const [, roleName] = /^arn:[^:]+:sts::\d+:assumed-role\/([^/]+)\//.exec(principal) ?? [];
  return { ...fact, principal, decisions: await simulate(connection, { principal, roleName, needs }) };
}

/** The role of the provider's function, by the logical id that its construct gives it. */
const PROVIDER_ROLE = /^WorkMailFlowProviderRole[0-9A-F]{8}$/;

async function readProvider(
  connection: Connection,
  organization: LiveOrganization,
  stackName: string,
  eventLogging: EventLogging | undefined,
): Promise<RightsFact> {
  const listing = await asked(async () =>
    connection.ask('cloudformation:ListStackResources', listResources(connection, stackName)),
  );
  if ('refusal' in listing) {
    const principal = `of the stack ${stackName}`;
    return { who: 'provider', principal, purposes: [], notAsked: [], decisions: listing };
  }
  const resources = listing.value;
  const roleName = resources.find(({ LogicalResourceId = '' }) =>
    PROVIDER_ROLE.test(LogicalResourceId),
  )?.PhysicalResourceId;
  if (roleName === undefined) throw withoutProvider(connection, stackName, resources.length > 0);
  const { needs, notAsked } = needsOfStack(resources, organization, eventLogging);
  const [, partition = 'aws', , , account = ''] = organization.arn.split(':');
  const principal = `arn:${partition}:iam::${account}:role/${roleName}`;
  const decisions = await simulate(connection, { principal, roleName, needs });
  return { who: 'provider', principal, purposes: needs.map(({ purpose }) => purpose), notAsked, decisions };
}

function withoutProvider({ region }: Connection, stackName: string, isThere: boolean): AdministrationError {
  return new AdministrationError(
    'STACK_NOT_FOUND',
    isThere
      ? `The stack ${stackName} has nothing that this library deploys to WorkMail`
      : `There is no stack ${stackName} in ${region} of this account`,
    isThere
      ? 'Name the stack that has the rules, the gateways or the event log; a nested one has a name of its own'
      : 'Deploy it first: the rights come with it. Or check its name',
  );
}

interface Principal {
  readonly principal: string;
  /** Where the principal is a role, or a session of one. */
  readonly roleName?: string;
  readonly needs: readonly Need[];
}

async function simulate(
  connection: Connection,
  { principal, roleName, needs }: Principal,
): Promise<Asked<readonly Decision[]>> {
  if (/^arn:[^:]+:iam::\d+:root$/.test(principal)) {
    // no policy of the account binds it
    const actions = needs.flatMap((need) => need.actions);
    return { value: actions.map((action) => ({ action, decision: 'allowed', missing: [] }) as const) };
  }
  return asked(async () => {
    const source = roleName === undefined ? principal : await roleArn(connection, roleName, principal);
    const decisions: Decision[] = [];
    for (const need of needs) decisions.push(...(await connection.ask(SIMULATE, decide(connection, source, need))));
    return decisions;
  });
}

const SIMULATE = 'iam:SimulatePrincipalPolicy';

/** A decision for each action, also where the simulator leaves one out. */
async function decide(connection: Connection, source: string, need: Need): Promise<Decision[]> {
  const { actions, resource, context = {} } = need;
  const input: SimulatePrincipalPolicyCommandInput = {
    PolicySourceArn: source,
    ActionNames: [...actions],
    ResourceArns: [resource],
    ContextEntries: Object.entries(context).map(([ContextKeyName, value]) => ({
      ContextKeyName,
      ContextKeyType: 'string',
      ContextKeyValues: [value],
    })),
  };
  const told = new Map<string, Decision>();
  for await (const page of paginateSimulatePrincipalPolicy({ client: connection.client('IAM') }, input)) {
    for (const result of page.EvaluationResults ?? []) told.set(result.EvalActionName ?? '', toDecision(result));
  }
  return actions.map((action) => told.get(action) ?? { action, decision: 'untold', missing: [] });
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
    decision: result.EvalDecision ?? 'untold',
    missing: result.MissingContextValues ?? [],
    ...(organizations === false && { refusedBy: 'service control policy' as const }),
    ...(boundary === false && { refusedBy: 'permissions boundary' as const }),
  };
}
