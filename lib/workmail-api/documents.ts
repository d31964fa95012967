import type { SmtpGateway } from '../rules';

/** What the operations take and give, in the API's own shape. */

export type { SmtpGateway, SmtpGatewayAuthentication } from '../rules';

export interface RuleInput<Rule> {
  readonly OrganizationId: string;
  readonly Rule: Rule;
}

export interface RuleNameInput {
  readonly OrganizationId: string;
  readonly RuleName: string;
}

export interface RuleOutput<Rule> {
  readonly Rule?: Rule;
}

/** Not read-only: the client's paginators write the next token into their input. */
export interface ListInput {
  OrganizationId: string;
  NextToken?: string;
  MaxResults?: number;
}

export interface RuleSummary {
  readonly RuleName?: string;
}

export interface InboundRuleList {
  readonly InboundMailFlowRuleSummaries?: readonly RuleSummary[];
  readonly NextToken?: string;
}

export interface OutboundRuleList {
  readonly OutboundMailFlowRuleSummaries?: readonly RuleSummary[];
  readonly NextToken?: string;
}

export interface TestInput {
  readonly OrganizationId: string;
  readonly Origin: { readonly FromEmailAddress: string; readonly SenderEmailAddress?: string };
  readonly Destination: { readonly DestinationEmailAddress: string };
}

export interface TestOutput<Action> {
  readonly MatchedRules?: readonly { readonly MatchedRuleName?: string; readonly Action?: Action }[];
}

export interface SmtpGatewayInput {
  readonly OrganizationId: string;
  readonly SmtpGateway: SmtpGateway;
}

export interface SmtpGatewayNameInput {
  readonly OrganizationId: string;
  readonly SmtpGatewayName: string;
}

export interface SmtpGatewayOutput {
  readonly SmtpGateway?: SmtpGateway;
}

export interface SmtpGatewayList {
  readonly SmtpGatewayNames?: readonly string[];
  readonly NextToken?: string;
}

export type Empty = Record<never, never>;
