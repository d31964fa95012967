import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import {
  CHECK_RESOURCE_TYPE,
  checkOperations,
  DIRECTIONS,
  type Direction,
  EVENT_LOG_PRINCIPAL,
  EVENT_LOGGING_OPERATIONS,
  EVENT_LOGGING_RESOURCE_TYPE,
  type EventLogging,
  GATEWAY_OPERATIONS,
  GATEWAY_RESOURCE_TYPE,
  iamActions,
  ORGANIZATION_RESOURCE_TYPE,
  RULE_RESOURCE_TYPES,
  ruleOperations,
} from '../../rules';
import type { LiveOrganization } from '../organization';

/** Something that somebody has to be allowed to do. */
export interface Need {
  /** After "may": `manage the inbound rules`. */
  readonly purpose: string;
  readonly actions: readonly string[];
  /** An ARN, or `*`. */
  readonly resource: string;
  /** Context keys that the call will have. */
  readonly context?: Readonly<Record<string, string>>;
}

/** What a provider needs for its stack; what no list of resources tells is `notAsked`. */
export interface ProviderNeeds {
  readonly needs: readonly Need[];
  readonly notAsked: readonly string[];
}

export function needOfRules(direction: Direction, { arn }: LiveOrganization): Need {
  const purpose = `manage the ${direction.toLowerCase()} rules`;
  return { purpose, actions: iamActions(ruleOperations(direction)), resource: arn };
}

/** As the provider of a stack is given them, by the resources that it has for an organization. */
export function needsOfStack(
  resources: readonly StackResourceSummary[],
  organization: LiveOrganization,
  eventLogging: EventLogging | undefined,
): ProviderNeeds {
  const { arn, organizationId } = organization;
  // a physical id of this library begins with the organization, or is its id
  const own = resources.filter(({ PhysicalResourceId = '' }) => PhysicalResourceId.includes(organizationId));
  const has = (type: string) => own.some(({ ResourceType }) => ResourceType === type);
  const need = (purpose: string, operations: readonly string[], resource = arn): Need => ({
    purpose,
    actions: iamActions(operations),
    resource,
  });
  const role = eventLogging && roleOf(eventLogging, resources);
  return {
    needs: [
      ...DIRECTIONS.filter((direction) => has(RULE_RESOURCE_TYPES[direction])).map((direction) =>
        needOfRules(direction, organization),
      ),
      ...checkedDirections(resources, organization).map((direction) =>
        need(`test the ${direction.toLowerCase()} rules`, checkOperations(direction)),
      ),
      ...(has(GATEWAY_RESOURCE_TYPE) ? [need('manage the SMTP gateways', GATEWAY_OPERATIONS)] : []),
      ...(has(EVENT_LOGGING_RESOURCE_TYPE)
        ? [need('switch the email event log on and off', EVENT_LOGGING_OPERATIONS), ...(role ? [passing(role)] : [])]
        : []),
      ...(has(ORGANIZATION_RESOURCE_TYPE) ? [need('look the organization up', ['ListOrganizations'], '*')] : []),
    ],
    notAsked: [
      ...(has(GATEWAY_RESOURCE_TYPE) ? ['read the secrets of the SMTP gateways'] : []),
      ...(has(EVENT_LOGGING_RESOURCE_TYPE) && !role ? ['pass the role of the email event log to WorkMail'] : []),
    ],
  };
}

function passing(role: string): Need {
  return {
    purpose: 'pass its role to WorkMail',
    actions: ['iam:PassRole'],
    resource: role,
    context: { 'iam:PassedToService': EVENT_LOG_PRINCIPAL },
  };
}

/** The role that the live event log has, if it is the stack's: somebody may have given it another by hand. */
function roleOf({ RoleArn }: EventLogging, resources: readonly StackResourceSummary[]): string | undefined {
  const name = RoleArn.split('/').at(-1);
  const isOwn = resources.some(
    ({ ResourceType, PhysicalResourceId }) => ResourceType === 'AWS::IAM::Role' && PhysicalResourceId === name,
  );
  return isOwn ? RoleArn : undefined;
}

/** The provider's policy for checks, by the logical id that its construct gives it: direction and organization. */
const CHECK_POLICY = /^WorkMailFlowProviderCheck(Inbound|Outbound)(\w*)[0-9A-F]{8}$/;

/** The physical id of a check tells neither its organization nor its directions. */
function checkedDirections(
  resources: readonly StackResourceSummary[],
  { organizationId }: LiveOrganization,
): Direction[] {
  if (!resources.some(({ ResourceType }) => ResourceType === CHECK_RESOURCE_TYPE)) return [];
  const found = resources.flatMap(({ LogicalResourceId = '' }) => {
    const [, infix = '', key = ''] = CHECK_POLICY.exec(LogicalResourceId) ?? [];
    const isOfAnother = /^m[0-9a-f]{32}$/.test(key) && key !== organizationId.replace('-', '');
    return isOfAnother ? [] : infix.toUpperCase();
  });
  return DIRECTIONS.filter((direction) => found.includes(direction));
}
