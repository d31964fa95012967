import { WorkMailClient } from '@aws-sdk/client-workmail';
import type { Direction, MailAddresses, Rule } from '../rules';
import { describeRules, TestInboundMailFlowRulesCommand, TestOutboundMailFlowRulesCommand } from '../workmail-api';
import type { LocalWorkMail } from './workmail';

/** An organization's rules, asked of the WorkMail API over the wire by the official client. */
export class LiveRules {
  private readonly client: WorkMailClient;

  constructor({ endpoint, region, access }: LocalWorkMail) {
    this.client = new WorkMailClient({ endpoint, region, credentials: access.root });
  }

  /** The rules of one direction, as List and Describe tell them. */
  describe(organizationId: string, direction: Direction): Promise<Rule[]> {
    return describeRules(this.client, organizationId, direction);
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
}
