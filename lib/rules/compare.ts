import { actionMember } from './actions';
import { type Action, type Rule, recipientPatterns, SENDER_CONDITION, senderPatterns } from './documents';

/** One difference between two documents of a rule. */
export interface Difference {
  readonly path: string;
  readonly left: unknown;
  readonly right: unknown;
}

/** The document with its patterns in one order and letter case, and its members in one order. */
function normalForm(rule: Rule): unknown {
  return {
    Name: rule.Name,
    senders: normalPatterns(senderPatterns(rule)),
    recipients: normalPatterns(recipientPatterns(rule)),
    Action: sortMembers(rule.Action),
  };
}

function normalPatterns(patterns: readonly string[]): string[] {
  return patterns.map((pattern) => pattern.toLowerCase()).sort();
}

function sortMembers(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, sortMembers(member)]),
  );
}

/** Text that is the same for two documents exactly if they are equal but for the order and letter case of patterns. */
export function documentKey(rule: Rule): string {
  return JSON.stringify(normalForm(rule));
}

export function sameDocument(a: Rule, b: Rule): boolean {
  return documentKey(a) === documentKey(b);
}

/** The fields in which two documents of a rule differ; the order and letter case of patterns do not count. */
export function differences(left: Rule, right: Rule): Difference[] {
  return [
    ...compare('Name', left.Name, right.Name),
    ...comparePatterns(senderPath(left), senderPatterns(left), senderPatterns(right)),
    ...comparePatterns(
      'Condition.DestinationRuleCondition.Patterns',
      recipientPatterns(left),
      recipientPatterns(right),
    ),
    ...compareActions(left.Action, right.Action),
  ];
}

function senderPath(rule: Rule): string {
  return `Condition.${'OriginRuleCondition' in rule.Condition ? SENDER_CONDITION.INBOUND : SENDER_CONDITION.OUTBOUND}.Patterns`;
}

function comparePatterns(path: string, left: readonly string[], right: readonly string[]): Difference[] {
  return compare(path, normalPatterns(left), normalPatterns(right));
}

function compareActions(left: Action, right: Action): Difference[] {
  if (actionMember(left) !== actionMember(right)) return compare('Action', left, right);
  return compareMembers('Action', left, right);
}

function compareMembers(path: string, left: unknown, right: unknown): Difference[] {
  if (!isObject(left) || !isObject(right)) return compare(path, left, right);
  const members = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return members.flatMap((member) => compareMembers(`${path}.${member}`, left[member], right[member]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function compare(path: string, left: unknown, right: unknown): Difference[] {
  return JSON.stringify(sortMembers(left)) === JSON.stringify(sortMembers(right)) ? [] : [{ path, left, right }];
}
