import { WorkMailClient, type WorkMailPaginationConfiguration } from '@aws-sdk/client-workmail';
import { createPaginator } from '@smithy/core';
import {
  ListInboundMailFlowRulesCommand,
  ListOutboundMailFlowRulesCommand,
  ListSmtpGatewaysCommand,
  type Output,
} from './commands';
import type { InboundRuleList, ListInput, OutboundRuleList, SmtpGatewayList } from './documents';

/** Page after page of a list: `for await (const page of paginate…({ client }, { OrganizationId }))`. */
export type Paginate<Page extends object> = (
  configuration: WorkMailPaginationConfiguration,
  input: ListInput,
) => AsyncGenerator<Output<Page>, undefined, unknown>;

/* @__NO_SIDE_EFFECTS__ */
function paginator<Page extends object>(command: unknown): Paginate<Page> {
  return createPaginator(WorkMailClient, command, 'NextToken', 'NextToken', 'MaxResults');
}

export const paginateListInboundMailFlowRules = paginator<InboundRuleList>(ListInboundMailFlowRulesCommand);
export const paginateListOutboundMailFlowRules = paginator<OutboundRuleList>(ListOutboundMailFlowRulesCommand);
export const paginateListSmtpGateways = paginator<SmtpGatewayList>(ListSmtpGatewaysCommand);
