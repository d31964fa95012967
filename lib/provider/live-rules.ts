import type { WorkMailClient } from '@aws-sdk/client-workmail';
import type { Direction, Rule } from '../rules';
import {
  ListInboundMailFlowRulesCommand,
  ListOutboundMailFlowRulesCommand,
  RULE_COMMANDS,
  saysAbsent,
} from '../workmail-api';
import type { LiveEntities } from './entity';
import type { Identity } from './physical-id';
import { type AnyCommand, CallError, type Sender } from './sender';

export function liveRules(client: WorkMailClient, sender: Sender, direction: Direction): LiveEntities<Rule> {
  const write = (operation: 'Create' | 'Update') => async (identity: Identity, rule: Rule) => {
    const Command = RULE_COMMANDS[direction][operation];
    await sender.send(client, new Command({ OrganizationId: identity.organizationId, Rule: rule as never }));
  };
  const named = (identity: Identity) => ({ OrganizationId: identity.organizationId, RuleName: identity.name });
  return {
    create: write('Create'),
    update: write('Update'),
    async read(identity) {
      const Command = RULE_COMMANDS[direction].Describe;
      try {
        const output = await sender.send(client, new Command(named(identity)) as AnyCommand<{ Rule?: Rule }>);
        return output.Rule;
      } catch (error) {
        const { organizationId, name } = identity;
        const listNames = () => listRuleNames(client, sender, direction, organizationId);
        if (error instanceof CallError && (await saysAbsent(error.meaning, name, listNames))) return undefined;
        throw error;
      }
    },
    async remove(identity) {
      await sender.send(client, new RULE_COMMANDS[direction].Delete(named(identity)));
    },
  };
}

export async function listRuleNames(
  client: WorkMailClient,
  sender: Sender,
  direction: Direction,
  OrganizationId: string,
): Promise<string[]> {
  const names: string[] = [];
  let NextToken: string | undefined;
  do {
    const input = { OrganizationId, NextToken };
    const page: RuleList =
      direction === 'INBOUND'
        ? await sender.send(client, new ListInboundMailFlowRulesCommand(input))
        : await sender.send(client, new ListOutboundMailFlowRulesCommand(input));
    const summaries = page.InboundMailFlowRuleSummaries ?? page.OutboundMailFlowRuleSummaries ?? [];
    names.push(...summaries.map((summary) => summary.RuleName ?? ''));
    NextToken = page.NextToken;
  } while (NextToken);
  return names;
}

interface RuleList {
  readonly InboundMailFlowRuleSummaries?: readonly { readonly RuleName?: string }[];
  readonly OutboundMailFlowRuleSummaries?: readonly { readonly RuleName?: string }[];
  readonly NextToken?: string;
}
