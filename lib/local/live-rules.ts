import { WorkMailClient } from '@aws-sdk/client-workmail';
import type { Direction, MailAddresses, Rule } from '../rules';
import {
  DescribeInboundMailFlowRuleCommand,
  DescribeOutboundMailFlowRuleCommand,
  paginateListInboundMailFlowRules,
  paginateListOutboundMailFlowRules,
  TestInboundMailFlowRulesCommand,
  TestOutboundMailFlowRulesCommand,
} from '../workmail-api';
import type { LocalWorkMail } from './workmail';

/** An organization's rules, asked of the WorkMail API over the wire by the official client. */
export class LiveRules {
  private readonly client: WorkMailClient;

  constructor({ endpoint, region, access }: LocalWorkMail) {
    this.client = new WorkMailClient({ endpoint, region, credentials: access.root });
  }

  /** The rules of one direction, as List and Describe tell them. */
  async describe(organizationId: string, direction: Direction): Promise<Rule[]> {
    const rules: Rule[] = [];
    for (const RuleName of await this.names(organizationId, direction)) {
      const input = { OrganizationId: organizationId, RuleName };
      const { Rule } =
        direction === 'INBOUND'
          ? await this.client.send(new DescribeInboundMailFlowRuleCommand(input))
          : await this.client.send(new DescribeOutboundMailFlowRuleCommand(input));
      if (Rule) rules.push(Rule);
    }
    return rules;
  }

  /** The names of the rules that WorkMail says apply to mail between two addresses: its operation Test. */
  async matching(organizationId: string, direction: Direction, mail: MailAddresses): Promise<string[]> {
    const input = {
      OrganizationId: organizationId,
      Origin: { FromEmailAddress: mail.from ?? '', SenderEmailAddress: mail.sender },
      Destination: { DestinationEmailAddress: mail.recipient },
    };
    const { MatchedRules = [] } =
      direction === 'INBOUND'
        ? await this.client.send(new TestInboundMailFlowRulesCommand(input))
        : await this.client.send(new TestOutboundMailFlowRulesCommand(input));
    return MatchedRules.map(({ MatchedRuleName }) => MatchedRuleName ?? '');
  }

  private async names(organizationId: string, direction: Direction): Promise<string[]> {
    const settings = { client: this.client };
    const input = { OrganizationId: organizationId };
    const names: (string | undefined)[] = [];
    if (direction === 'INBOUND') {
      for await (const page of paginateListInboundMailFlowRules(settings, input)) {
        names.push(...(page.InboundMailFlowRuleSummaries ?? []).map(({ RuleName }) => RuleName));
      }
    } else {
      for await (const page of paginateListOutboundMailFlowRules(settings, input)) {
        names.push(...(page.OutboundMailFlowRuleSummaries ?? []).map(({ RuleName }) => RuleName));
      }
    }
    return names.filter((name) => name !== undefined);
  }
}
