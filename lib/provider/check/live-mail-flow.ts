import type { WorkMailClient } from '@aws-sdk/client-workmail';
import type { Action, Direction, MailAddresses, Rule } from '../../rules';
import { TestInboundMailFlowRulesCommand, TestOutboundMailFlowRulesCommand } from '../../workmail-api';
import { listRuleNames, liveRules } from '../live-rules';
import type { AnyCommand, Sender } from '../sender';

/** A rule that WorkMail says applies. */
export interface AppliedRule {
  readonly name: string;
  readonly action?: Action;
}

/** An organization's rules of one direction, as they are now. */
export interface LiveMailFlow {
  /** The rules that WorkMail says apply to a mail; documented as one at most: open reading `testedRules`. */
  ask(mail: MailAddresses): Promise<readonly AppliedRule[]>;
  /** All rules, as List and Describe tell them. */
  rules(): Promise<readonly Rule[]>;
}

/** Calls at a time. */
const MOST_AT_A_TIME = 5;

export function liveMailFlow(
  client: WorkMailClient,
  sender: Sender,
  direction: Direction,
  organizationId: string,
): LiveMailFlow {
  const Test = direction === 'INBOUND' ? TestInboundMailFlowRulesCommand : TestOutboundMailFlowRulesCommand;
  const { read } = liveRules(client, sender, direction);
  return {
    async ask({ from = '', sender: SenderEmailAddress, recipient }) {
      const command = new Test({
        OrganizationId: organizationId,
        Origin: { FromEmailAddress: from, SenderEmailAddress },
        Destination: { DestinationEmailAddress: recipient },
      });
      const { MatchedRules = [] } = await sender.send(client, command as AnyCommand<TestAnswer>);
      return MatchedRules.map(({ MatchedRuleName: name = '', Action: action }) => ({ name, action }));
    },
    async rules() {
      const names = await listRuleNames(client, sender, direction, organizationId);
      const found = await mapSome(names, (name) => read({ organizationId, kind: direction, name }));
      return found.filter((rule) => rule !== undefined);
    },
  };
}

interface TestAnswer {
  readonly MatchedRules?: readonly { readonly MatchedRuleName?: string; readonly Action?: Action }[];
}

/** Maps a few items at a time, in their order. */
export async function mapSome<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let first = 0; first < items.length; first += MOST_AT_A_TIME) {
    results.push(...(await Promise.all(items.slice(first, first + MOST_AT_A_TIME).map(map))));
  }
  return results;
}
