import { type Direction, domainOf, type InboundRule, type OutboundRule } from '../rules';

export interface Organization {
  readonly id: string;
  /** Makes `ALIAS.awsapps.com` a domain of the organization, as WorkMail does. */
  readonly alias?: string;
  /** The mail domains of the organization. With neither domains nor alias, every address counts as its own. */
  readonly domains?: readonly string[];
}

export interface OrganizationRules {
  readonly inbound: readonly InboundRule[];
  readonly outbound: readonly OutboundRule[];
}

/** What one SMTP conversation hands over. */
export interface Message {
  readonly direction: Direction;
  readonly envelope: {
    /** The address of MAIL FROM; empty for a bounce. */
    readonly from: string;
    /** The addresses of RCPT TO. */
    readonly recipients: readonly string[];
  };
  /** The MIME message. Only its header block is read. */
  readonly content: Uint8Array;
  /** Under which a function can get the content; without it one is derived from the header block and the envelope. */
  readonly messageId?: string;
  /** What WorkMail's own spam filter says. Default delivery honours it, "Never deliver to junk folder" does not. */
  readonly spam?: boolean;
}

export function isOwnAddress(organization: Organization, address: string): boolean {
  const { alias, domains } = organization;
  if (!alias && !domains) return true;
  const domain = domainOf(address.trim());
  if (alias && domain === `${alias.toLowerCase()}.awsapps.com`) return true;
  return (domains ?? []).some((own) => own.toLowerCase() === domain);
}
