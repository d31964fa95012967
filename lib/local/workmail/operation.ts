import { ORGANIZATION_ID } from '../../rules';
import type { GatewayPasswords } from './gateway-passwords';
import { ServiceError } from './service-error';
import type { Shape, Structure } from './shapes';
import type { Organization, State } from './state';

/** What an operation sees of the world. */
export interface Context {
  readonly account: string;
  readonly region: string;
  readonly state: State;
  readonly passwords: GatewayPasswords;
}

/** What an operation does: its answer, and the organization as it is afterwards if it changed or is new. */
export interface Effect {
  readonly output: object;
  readonly organization?: Organization;
}

/** A right of another service that whoever asks needs as well. */
export interface Demand {
  readonly action: string;
  readonly resource: string;
  readonly context?: Record<string, string>;
}

export interface Operation {
  readonly input: Structure;
  readonly required: readonly string[];
  /** What must be allowed beside the operation itself. The input has the shape above. */
  demands?(input: never): readonly Demand[];
  /** The input has the shape above, and the required members are there. */
  run(input: never, context: Context): Effect;
}

export type Operations = Readonly<Record<string, Operation>>;

/** An operation on one active organization; every member but those in `optional` is required. */
export function onOrganization<Input>(
  members: Structure,
  optional: readonly string[],
  run: (organization: Organization, input: Input, context: Context) => Effect,
): Operation {
  const input = { OrganizationId: 'string' as Shape, ...members };
  return {
    input,
    required: Object.keys(input).filter((member) => !optional.includes(member)),
    run: (given: Input & { OrganizationId: string }, context) => {
      const organization = findOrganization(given.OrganizationId, context.state);
      if (organization.state !== 'Active') {
        throw new ServiceError(
          'organizationState',
          `Organization ${organization.organizationId} is ${organization.state}, and must be Active.`,
        );
      }
      return run(organization, given, context);
    },
  };
}

export function findOrganization(organizationId: string, state: State): Organization {
  checkOrganizationId(organizationId);
  const organization = state.get(organizationId);
  if (organization) return organization;
  throw new ServiceError('organizationNotFound', `There is no organization ${organizationId}.`);
}

export function checkOrganizationId(organizationId: string): void {
  if (ORGANIZATION_ID.test(organizationId)) return;
  throw new ServiceError(
    'invalidInput',
    `OrganizationId is "${organizationId}": an organization id is "m-" and 32 hexadecimal digits in lower case.`,
  );
}

export function organizationArn(
  organizationId: string,
  { account, region }: Pick<Context, 'account' | 'region'>,
): string {
  return `arn:aws:workmail:${region}:${account}:organization/${organizationId}`;
}
