import { hash, randomBytes } from 'node:crypto';
import {
  type Direction,
  lambdaAction,
  type Rule,
  recipientPatterns,
  SENDER_CONDITION,
  senderPatterns,
} from '../../rules';

/**
 * While a Run Lambda rule is paused, its action is kept in the organization itself: in a second rule, which cannot match
 * mail, because its one sender pattern is an address that nobody knows, in a domain that does not exist (RFC 2606). So
 * another person, or the console, can read what has to be restored.
 */

const NAME_PREFIX = 'workmail-flow-paused-';
const DOMAIN = 'workmail-flow.invalid';
const SENDER = /^paused-[0-9a-f]{32}@workmail-flow\.invalid$/i;

/** Characters of the paused rule's name that its own name repeats, for people. */
const MOST_READABLE = 40;

/** The name of the rule that keeps the action of another one. */
export function parkedName(direction: Direction, name: string): string {
  const readable = name
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, MOST_READABLE)
    .replace(/^-|-$/g, '');
  return [`${NAME_PREFIX}${hash('sha256', `${direction}\n${name}`).slice(0, 12)}`, readable].filter(Boolean).join('-');
}

/** A rule that keeps the action of a Run Lambda rule, and does nothing else. */
export function parkedRule(direction: Direction, { Name, Action }: Rule): Rule {
  return {
    Name: parkedName(direction, Name),
    Condition: {
      [SENDER_CONDITION[direction]]: { Patterns: [`paused-${randomBytes(16).toString('hex')}@${DOMAIN}`] },
      // as a synchronous rule needs it
      DestinationRuleCondition: { Patterns: ['*'] },
    },
    Action,
  } as unknown as Rule;
}

/** Tells one rule that keeps an action from another of the same name: the pattern is made anew for each pause. */
export function parkedSender(parked: Rule): string | undefined {
  return senderPatterns(parked)[0]?.toLowerCase();
}

export function isParked(rule: Rule): boolean {
  const [sender = '', ...others] = senderPatterns(rule);
  const [recipient, ...more] = recipientPatterns(rule);
  return (
    rule.Name.startsWith(NAME_PREFIX) &&
    SENDER.test(sender) &&
    recipient === '*' &&
    others.length + more.length === 0 &&
    lambdaAction(rule.Action) !== undefined
  );
}
