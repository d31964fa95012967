import { isDeepStrictEqual } from 'node:util';
import type { WorkMailClient } from '@aws-sdk/client-workmail';
import type { DirectedRule, InboundRule, OutboundRule } from '../../../lib/rules';
import { UpdateInboundMailFlowRuleCommand, UpdateOutboundMailFlowRuleCommand } from '../../../lib/workmail-api';
import { ruleKey } from './expected';
import type { DeclaredStack, Standing } from './model';
import type { Random } from './random';

/** Rules of stacks that a person has changed in the console, as that person left them. */
export class Edits {
  private readonly edited = new Map<string, DirectedRule>();

  constructor(
    private readonly person: WorkMailClient,
    private readonly organizationId: string,
  ) {}

  /** The rules as they are live. */
  applied(rules: readonly DirectedRule[]): DirectedRule[] {
    return rules.map((rule) => this.edited.get(ruleKey(rule)) ?? rule);
  }

  /** A person changes the patterns of a rule, or what it does. */
  async edit(random: Random, directed: DirectedRule): Promise<string> {
    const { direction, rule } = directed;
    const senders = { Patterns: [`hand${random.below(5)}.example`, ...(random.chance(0.5) ? ['w@b.example'] : [])] };
    const Action = { BounceAction: {} };
    const OrganizationId = this.organizationId;
    if (direction === 'INBOUND') {
      const Condition = { ...rule.Condition, OriginRuleCondition: senders };
      const Rule: InboundRule = { ...rule, Condition, ...(!('InboundLambdaAction' in rule.Action) && { Action }) };
      await this.person.send(new UpdateInboundMailFlowRuleCommand({ OrganizationId, Rule }));
      this.edited.set(ruleKey(directed), { direction, rule: Rule });
    } else {
      const Condition = { ...rule.Condition, SenderRuleCondition: senders };
      const Rule: OutboundRule = { ...rule, Condition, ...(!('OutboundLambdaAction' in rule.Action) && { Action }) };
      await this.person.send(new UpdateOutboundMailFlowRuleCommand({ OrganizationId, Rule }));
      this.edited.set(ruleKey(directed), { direction, rule: Rule });
    }
    return `somebody edits ${ruleKey(directed)}`;
  }

  /** The edited rules that a deployment changes in place: it overwrites what the person did. */
  overwritten(
    before: Standing | undefined,
    declared: DeclaredStack | undefined,
    rules: readonly DirectedRule[],
  ): string[] {
    return (before?.rules ?? []).flatMap((was, index) => {
      const key = ruleKey(was);
      const next = rules.findIndex((rule) => ruleKey(rule) === key);
      if (!this.edited.has(key) || next < 0) return [];
      const adopts = [before?.declared.rules[index]?.adopt, declared?.rules[next]?.adopt].map(Boolean);
      return isDeepStrictEqual(was, rules[next]) && adopts[0] === adopts[1] ? [] : [key];
    });
  }

  /** The edited rules that are gone, or overwritten, are no longer edited. */
  forget(keys: readonly string[]): void {
    for (const key of keys) this.edited.delete(key);
  }
}
