import type { InboundRule, OutboundRule } from '../../rules';
import type { Principal } from '../access';
import { unknownOrganization } from '../local-error';
import { ADDRESS_OPERATIONS } from './addresses';
import { EMAIL_MONITORING_OPERATIONS } from './email-monitoring';
import { FLOW_RULE_OPERATIONS } from './flow-rules';
import type { Folder } from './folder';
import { GatewayPasswords } from './gateway-passwords';
import { GROUP_OPERATIONS } from './groups';
import { MAIL_DOMAIN_OPERATIONS } from './mail-domains';
import { type Context, type Effect, type Operation, type Operations, organizationArn } from './operation';
import { ORGANIZATION_OPERATIONS } from './organizations';
import { ServiceError } from './service-error';
import { deserialize } from './shapes';
import { SMTP_GATEWAY_OPERATIONS } from './smtp-gateways';
import type { Organization } from './state';
import { USER_OPERATIONS } from './users';

const OPERATIONS: Operations = {
  ...ORGANIZATION_OPERATIONS,
  ...MAIL_DOMAIN_OPERATIONS,
  ...FLOW_RULE_OPERATIONS,
  ...SMTP_GATEWAY_OPERATIONS,
  ...EMAIL_MONITORING_OPERATIONS,
  ...USER_OPERATIONS,
  ...GROUP_OPERATIONS,
  ...ADDRESS_OPERATIONS,
};

/** The rules of an organization right after a change of them. */
export interface RuleChange {
  readonly organizationId: string;
  readonly inboundRules: readonly InboundRule[];
  readonly outboundRules: readonly OutboundRule[];
}

/** The state, and the one way to change it. */
export class Service {
  private readonly state: Map<string, Organization>;
  readonly passwords = new GatewayPasswords();
  private readonly listeners = new Set<(change: RuleChange) => void>();

  constructor(
    private readonly owner: Pick<Context, 'account' | 'region'>,
    private readonly folder?: Folder,
  ) {
    const organizations = folder?.organizations ?? [];
    this.state = new Map(organizations.map((organization) => [organization.organizationId, organization]));
  }

  /** Does what a request asks for, if whoever asks may. From here to the end nothing else runs. */
  perform(name: string, input: unknown, principal: Principal): { output: object; changed: boolean } {
    const operation = findOperation(name);
    const { OrganizationId: id } = Object(input) as { OrganizationId?: unknown };
    const resource = 'OrganizationId' in operation.input ? organizationArn(String(id ?? ''), this.owner) : '*';
    principal.demand(`workmail:${name}`, resource);
    const read = readInput(operation, input) as never;
    for (const demand of operation.demands?.(read) ?? []) {
      principal.demand(demand.action, demand.resource, { context: demand.context });
    }
    const { output, organization } = operation.run(read, this.context);
    if (organization) this.replace(organization);
    return { output, changed: organization !== undefined };
  }

  /** Runs what a program asks for without a request. */
  apply(run: (context: Context) => Effect): Effect {
    const effect = run(this.context);
    if (effect.organization) this.replace(effect.organization);
    return effect;
  }

  get organizations(): readonly Organization[] {
    return [...this.state.values()];
  }

  find(organizationId: string): Organization {
    const organization = this.state.get(organizationId);
    if (!organization) throw unknownOrganization(organizationId, this.organizations);
    return organization;
  }

  onChange(listener: (change: RuleChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private get context(): Context {
    return { ...this.owner, state: this.state, passwords: this.passwords };
  }

  private replace(organization: Organization): void {
    const before = this.state.get(organization.organizationId);
    this.folder?.save(organization);
    this.state.set(organization.organizationId, organization);
    const { organizationId, inboundRules, outboundRules } = organization;
    if (!before || (before.inboundRules === inboundRules && before.outboundRules === outboundRules)) return;
    for (const listener of this.listeners) listener({ organizationId, inboundRules, outboundRules });
  }
}

function findOperation(name: string): Operation {
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (operation) return operation;
  throw new ServiceError(
    'unknownOperation',
    `The local WorkMail has no operation ${name}. It has ${Object.keys(OPERATIONS).join(', ')}.`,
  );
}

function readInput({ input: shape, required }: Operation, given: unknown): object {
  const input = deserialize(shape, given) as Record<string, unknown>;
  const missing = required.find((member) => input[member] === undefined);
  if (missing) throw new ServiceError('invalidInput', `${missing} is missing.`);
  return input;
}
