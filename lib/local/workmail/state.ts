import type { Direction, EventLogging, InboundRule, OutboundRule, Rule } from '../../rules';

/** What the local WorkMail knows. Never changed in place: an operation gives an organization that replaces the old one. */
export type State = ReadonlyMap<string, Organization>;

/** An organization with all that the local WorkMail knows of it. Read it; to change it, call the API. */
export interface Organization {
  readonly organizationId: string;
  readonly alias: string;
  /** WorkMail goes on listing an organization after its deletion. */
  readonly state: 'Active' | 'Deleted';
  /** ISO 8601. */
  readonly created: string;
  /** The token of the request that created it, so that a repeated request does not create another. */
  readonly clientToken?: string;
  readonly defaultMailDomain: string;
  readonly mailDomains: readonly string[];
  readonly inboundRules: readonly InboundRule[];
  readonly outboundRules: readonly OutboundRule[];
  readonly smtpGateways: readonly SmtpGateway[];
  /** Where its email event log goes; absent while it is switched off. */
  readonly emailMonitoring?: EventLogging;
  readonly users: readonly User[];
  readonly groups: readonly Group[];
}

/** A user or a group. It gets mail while it is enabled, which means registered. */
export interface Entity {
  readonly id: string;
  readonly name: string;
  /** In lower case, as all addresses. */
  readonly email?: string;
  readonly aliases: readonly string[];
  readonly state: 'ENABLED' | 'DISABLED';
  /** ISO 8601. */
  readonly enabled?: string;
  readonly disabled?: string;
  readonly isHidden: boolean;
}

/** The password is not kept: nobody logs in here. */
export interface User extends Entity {
  readonly displayName: string;
  readonly role: string;
  readonly details: Readonly<Record<string, string>>;
}

export interface Group extends Entity {
  /** The ids of users and groups. */
  readonly members: readonly string[];
}

/** As Describe gives it. The password is not kept: nothing on this machine needs it. */
export interface SmtpGateway {
  readonly SmtpGatewayName: string;
  readonly HostName: string;
  readonly PortNumber: number;
  readonly Enabled: boolean;
  readonly Authentication: {
    readonly UserCredentials?: { readonly Username: string };
    readonly ClientCertificate?: { readonly CertificateArn: string };
  };
}

export function rulesOf(organization: Organization, direction: Direction): readonly Rule[] {
  return direction === 'INBOUND' ? organization.inboundRules : organization.outboundRules;
}

export function withRules(organization: Organization, direction: Direction, rules: readonly Rule[]): Organization {
  return direction === 'INBOUND'
    ? { ...organization, inboundRules: rules as readonly InboundRule[] }
    : { ...organization, outboundRules: rules as readonly OutboundRule[] };
}
