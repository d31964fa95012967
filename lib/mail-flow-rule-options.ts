import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IOrganization } from './organization';
import type { Provisioning } from './provisioning';

/** What can be said of any email flow rule. */
export interface MailFlowRuleOptions {
  /**
   * The rule's name: its identity in the organization, together with its direction. Not empty, no control characters, at
   * most 800 bytes in UTF-8. Another name makes another rule: the new one stands before the old one goes.
   *
   * @default - a readable name with the stack's name, the construct's path, and a hash of both
   */
  readonly ruleName?: string;

  /**
   * Patterns for the sender: an address, a domain (every address under it, not under its subdomains), a wildcard domain
   * (`*.example.com`: the domain and all its subdomains), or `*`. No `+`. At most 250 for a rule, and 1,000 over all
   * rules of an organization.
   *
   * @default ['*']
   */
  readonly senders?: string[];

  /**
   * Patterns for the recipient, in the same forms. A synchronous Run Lambda rule takes `*` only.
   *
   * @default ['*']
   */
  readonly recipients?: string[];

  /**
   * What becomes of the rule when it leaves the stack. RETAIN keeps the rule, the permission to invoke its function, and
   * the function of a {@link MailFlowFunction}.
   *
   * @default - RETAIN with `adoptExisting`; else what the app says of all resources (`MissingRemovalPolicies`), else DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Take over a rule of this name that exists. It must be as declared here (order and letter case of patterns aside),
   * else the deployment fails and says what differs: adoption changes nothing. Nothing to adopt is an error too.
   *
   * @default false - a rule of this name that exists fails the deployment
   */
  readonly adoptExisting?: boolean;

  /**
   * How the rule comes into WorkMail.
   *
   * @default Provisioning.API
   */
  readonly provisioning?: Provisioning;
}

/** Properties of any email flow rule. */
export interface MailFlowRuleProps extends MailFlowRuleOptions {
  /** The organization whose mail the rule decides on. */
  readonly organization: IOrganization;
}
