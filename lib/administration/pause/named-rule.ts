import { DIRECTIONS, type Direction, differences, type Rule, sameDocument, showValue } from '../../rules';
import { listRuleNames } from '../../workmail-api';
import type { Connection } from '../connection';
import { AdministrationError } from '../error';
import { RuleWriter } from '../rule-writer';

/** A rule as a person names it. */
export interface RuleName {
  readonly organizationId: string;
  readonly name: string;
  /** @default the direction that has a rule of the name */
  readonly direction?: Direction;
}

export interface NamedRule {
  readonly direction: Direction;
  readonly rule: Rule;
  readonly rules: RuleWriter;
}

/** Reads one rule, no others: whoever pulls the brake does not want to wait. */
export async function findRule(connection: Connection, named: RuleName): Promise<NamedRule> {
  const { organizationId, name, direction: wanted } = named;
  const found: NamedRule[] = [];
  const failures: unknown[] = [];
  for (const direction of wanted ? [wanted] : DIRECTIONS) {
    const rules = new RuleWriter(connection, organizationId, direction);
    try {
      const rule = await rules.read(name);
      if (rule) found.push({ direction, rule, rules });
    } catch (failure) {
      // whoever has rights to one direction only can have its rules
      failures.push(failure);
    }
  }
  const [first, second] = found;
  if (!first && failures.length > 0) throw failures[0];
  if (first && !second) return first;
  if (first) {
    throw new AdministrationError(
      'RULE_AMBIGUOUS',
      `There is an inbound and an outbound rule ${JSON.stringify(name)}`,
      'Say which one with --direction',
    );
  }
  const kind = wanted ? `${wanted.toLowerCase()} rule` : 'rule';
  throw new AdministrationError(
    'RULE_NOT_FOUND',
    `${organizationId} has no ${kind} ${JSON.stringify(name)}`,
    `There is: ${await listNames(connection, named)}`,
  );
}

/** A person may think for a while about what was planned. What somebody changed meanwhile is not written over. */
export async function requireUnchanged({ direction, rules }: NamedRule, planned: Rule): Promise<void> {
  const live = await rules.read(planned.Name);
  if (live && sameDocument(live, planned)) return;
  const changes = live && differences(planned, live).map(({ path, left, right }) => describeChange(path, left, right));
  throw new AdministrationError(
    'RULE_CHANGED_MEANWHILE',
    `The ${direction.toLowerCase()} rule ${JSON.stringify(planned.Name)} was changed after it was read: ${changes?.join('; ') ?? 'it is gone'}. Nothing was done`,
    'Give the command again: it goes on from what the rule is now',
  );
}

function describeChange(path: string, before: unknown, now: unknown): string {
  return `${path} was ${showValue(before)} and is ${showValue(now)}`;
}

async function listNames({ workmail }: Connection, { organizationId, direction }: RuleName): Promise<string> {
  const lists = (direction ? [direction] : DIRECTIONS).map(async (one) => {
    const names = await listRuleNames(workmail, organizationId, one).catch(() => []);
    return names.map((name) => `${JSON.stringify(name)} (${one.toLowerCase()})`);
  });
  return (await Promise.all(lists)).flat().join(', ') || 'none';
}
