import { type Action, type Rule, recipientPatterns, SENDER_CONDITION, senderPatterns } from './documents';

/** One difference between two documents of a rule. */
export interface Difference {
  readonly path: string;
  readonly left: unknown;
  readonly right: unknown;
}

/** Text that is the same for two documents exactly if they are equal but for the order and letter case of patterns. */
export function documentKey(rule: Rule): string {
  return JSON.stringify({
    Name: rule.Name,
    senders: normalPatterns(senderPatterns(rule)),
    recipients: normalPatterns(recipientPatterns(rule)),
    Action: normalMembers(rule.Action),
  });
}

export function sameDocument(a: Rule, b: Rule): boolean {
  return documentKey(a) === documentKey(b);
}

/** Do two actions do the same? */
export function sameAction(a: Action, b: Action): boolean {
  return JSON.stringify(normalMembers(a)) === JSON.stringify(normalMembers(b));
}

/** The fields in which two documents of a rule differ; none exactly if they are the same document. */
export function differences(left: Rule, right: Rule): Difference[] {
  const senders = 'OriginRuleCondition' in left.Condition ? SENDER_CONDITION.INBOUND : SENDER_CONDITION.OUTBOUND;
  return [
    ...compare('Name', left.Name, right.Name),
    ...comparePatterns(`Condition.${senders}.Patterns`, senderPatterns(left), senderPatterns(right)),
    ...comparePatterns(
      'Condition.DestinationRuleCondition.Patterns',
      recipientPatterns(left),
      recipientPatterns(right),
    ),
    ...compareMembers('Action', normalMembers(left.Action), normalMembers(right.Action)),
  ];
}

function normalPatterns(patterns: readonly string[]): string[] {
  return patterns.map((pattern) => pattern.toLowerCase()).sort();
}

/** The document with its members in one order; a member that is null on the wire is absent. */
function normalMembers(value: unknown): unknown {
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, normalMembers(member)]),
  );
}

function comparePatterns(path: string, left: readonly string[], right: readonly string[]): Difference[] {
  return compare(path, normalPatterns(left), normalPatterns(right));
}

/** Without a member in common (another action) the whole differs; else each member for itself. */
function compareMembers(path: string, left: unknown, right: unknown): Difference[] {
  if (!isObject(left) || !isObject(right)) return compare(path, left, right);
  const members = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  if (!members.some((member) => member in left && member in right)) return compare(path, left, right);
  return members.flatMap((member) => compareMembers(`${path}.${member}`, left[member], right[member]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function compare(path: string, left: unknown, right: unknown): Difference[] {
  return JSON.stringify(left) === JSON.stringify(right) ? [] : [{ path, left, right }];
}
