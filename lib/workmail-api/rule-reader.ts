import type { WorkMailClient } from '@aws-sdk/client-workmail';
import type { Direction, Rule } from '../rules';
import { saysAbsent } from './absence';
import { DescribeInboundMailFlowRuleCommand, DescribeOutboundMailFlowRuleCommand } from './commands';
import { meaningOf } from './error-meaning';
import { paginateListInboundMailFlowRules, paginateListOutboundMailFlowRules } from './paginators';

/** Describe takes one name, and WorkMail limits how often it is called. */
const AT_A_TIME = 4;

/** The names of an organization's rules of one direction, as List tells them. */
export async function listRuleNames(
  client: WorkMailClient,
  organizationId: string,
  direction: Direction,
): Promise<string[]> {
  const input = { OrganizationId: organizationId };
  const names: (string | undefined)[] = [];
  if (direction === 'INBOUND') {
    for await (const { InboundMailFlowRuleSummaries = [] } of paginateListInboundMailFlowRules({ client }, input)) {
      names.push(...InboundMailFlowRuleSummaries.map(({ RuleName }) => RuleName));
    }
  } else {
    for await (const { OutboundMailFlowRuleSummaries = [] } of paginateListOutboundMailFlowRules({ client }, input)) {
      names.push(...OutboundMailFlowRuleSummaries.map(({ RuleName }) => RuleName));
    }
  }
  return names.filter((name) => name !== undefined);
}

/** A rule's document; undefined if there is none of that name. */
export async function describeRule(
  client: WorkMailClient,
  organizationId: string,
  direction: Direction,
  RuleName: string,
): Promise<Rule | undefined> {
  const input = { OrganizationId: organizationId, RuleName };
  try {
    const { Rule } =
      direction === 'INBOUND'
        ? await client.send(new DescribeInboundMailFlowRuleCommand(input))
        : await client.send(new DescribeOutboundMailFlowRuleCommand(input));
    return Rule && withoutNulls(Rule);
  } catch (error) {
    // where the list is refused too, the first refusal tells more
    const listNames = () => listRuleNames(client, organizationId, direction).catch(() => [RuleName]);
    if (await saysAbsent(meaningOf(error), RuleName, listNames)) return undefined;
    throw error;
  }
}

/** Whoever wants to say which operation failed; by default the error goes on as it is. */
export type Ask = <Output>(operation: string, call: Promise<Output>) => Promise<Output>;

/** All rules of one direction, in the order of the list. What goes while it is read is left out. */
export async function describeRules(
  client: WorkMailClient,
  organizationId: string,
  direction: Direction,
  ask: Ask = (_operation, call) => call,
): Promise<Rule[]> {
  const word = direction === 'INBOUND' ? 'Inbound' : 'Outbound';
  const names = await ask(`List${word}MailFlowRules`, listRuleNames(client, organizationId, direction));
  const rules: (Rule | undefined)[] = new Array(names.length);
  const waiting = [...names.entries()].values();
  const describeSome = async () => {
    for (const [index, name] of waiting) {
      const call = describeRule(client, organizationId, direction, name);
      rules[index] = await ask(`Describe${word}MailFlowRule`, call);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, describeSome));
  return rules.filter((rule) => rule !== undefined);
}

/** A member that is null on the wire is absent. */
function withoutNulls<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutNulls) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([key, member]) => [key, withoutNulls(member)])) as Value;
}
