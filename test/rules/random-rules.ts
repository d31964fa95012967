import fc from 'fast-check';
import {
  ACTIONS,
  type Action,
  type Direction,
  LAMBDA_ACTION,
  type MailAddresses,
  type Rule,
  SENDER_CONDITION,
} from '../../lib/rules';

/** A rule's document, of either direction. */
export function rule(
  direction: Direction,
  Name: string,
  action: Action,
  senders: readonly string[],
  recipients: readonly string[],
): Rule {
  const Condition = {
    [SENDER_CONDITION[direction]]: { Patterns: senders },
    DestinationRuleCondition: { Patterns: recipients },
  };
  return { Name, Condition, Action: action } as unknown as Rule;
}

/** Text in which some letters are large. */
function inAnyCase(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(text, fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat() }))
    .map(([small, bits]) =>
      [...small].map((letter, index) => ((bits >> (index % 31)) & 1 ? letter.toUpperCase() : letter)).join(''),
    );
}

/** Few labels, so that domains often lie in each other; some whose letter case is special. */
const label = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('a', 'b', 'c') },
  fc.constantFrom('σ', 'ß', 'i̇', 'xn--a'),
);
const domain = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
const address = fc.tuple(fc.constantFrom('a', 'b', 'c.a', 'σ'), domain).map((parts) => parts.join('@'));

const anyPattern = inAnyCase(
  fc.oneof(
    { weight: 2, arbitrary: fc.constant('*') },
    { weight: 3, arbitrary: domain.map((parent) => `*.${parent}`) },
    { weight: 2, arbitrary: domain },
    { weight: 2, arbitrary: address },
  ),
);
const anyPatterns = fc.array(anyPattern, { minLength: 1, maxLength: 4 });

const anyAddress = inAnyCase(
  fc.oneof({ weight: 12, arbitrary: address }, fc.constantFrom('<>', '', '@', 'a', 'a@', 'a@.b', 'a@b.', 'a@x@b.a')),
);

export const anyMail: fc.Arbitrary<MailAddresses> = fc.record(
  { from: anyAddress, sender: anyAddress, recipient: anyAddress },
  { requiredKeys: ['recipient'] },
);

const SETTINGS: Readonly<Record<string, object>> = {
  SmtpRoutingAction: { SmtpGatewayName: 'relay' },
  [LAMBDA_ACTION.INBOUND]: { Arn: 'arn:aws:lambda:us-east-1:123456789012:function:f' },
  [LAMBDA_ACTION.OUTBOUND]: { Arn: 'arn:aws:lambda:us-east-1:123456789012:function:f' },
};

/** Rules in which much collides: patterns, actions and, unless they are to be `distinct`, names. */
export function anyRulesOf(
  direction: Direction,
  { distinct = false, ...size }: fc.ArrayConstraints & { distinct?: boolean } = {},
): fc.Arbitrary<Rule[]> {
  const action = fc
    .constantFrom(...ACTIONS[direction].map(({ member }) => member))
    .map((member) => ({ [member]: SETTINGS[member] ?? {} }) as unknown as Action);
  const parts = fc.tuple(fc.constantFrom('a', 'B', 'b', 'c'), action, anyPatterns, anyPatterns);
  return fc
    .array(parts, size)
    .map((list) =>
      list.map(([name, ...rest], index) => rule(direction, distinct ? `${name} ${index}` : name, ...rest)),
    );
}

/** Rules of one direction or the other. */
export function anyRules(
  size: fc.ArrayConstraints & { distinct?: boolean },
): fc.Arbitrary<{ direction: Direction; rules: Rule[] }> {
  const direction = fc.constantFrom<Direction>('INBOUND', 'OUTBOUND');
  return direction.chain((direction) =>
    fc.record({ direction: fc.constant(direction), rules: anyRulesOf(direction, size) }),
  );
}
