import fc from 'fast-check';
import { type Action, type DirectedRule, type Direction, LAMBDA_ACTION } from '../../lib/rules';
import { rule } from '../rules/random-rules';

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:';

/** What the rules name: it has to exist. */
export const FUNCTIONS = ['screening', 'audit', '2nd_opinion', 'class', 'audit-2', 'audit2', '_'];
export const ALIAS = 'live';
export const GATEWAYS = ['relay', 'relay 2', 'relay2', 'Ünïcode-Gateway', "it's", '規則'];

const functionArn = fc
  .tuple(fc.constantFrom(...FUNCTIONS), fc.constantFrom('', '', `:${ALIAS}`))
  .map(([name, qualifier]) => `${FUNCTION}${name}${qualifier}`);

const label = fc.constantFrom('a', 'b', 'mail', 'x-y', 'xn--a', 'ß', 'corp', 'junk');
const domain = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => [...labels, 'example'].join('.'));
const localPart = fc.constantFrom('office', 'A.B', "o'neil", 'σ', 'x_y', '{tag}', '50%', '$ref', '`tick`');
const address = fc.tuple(localPart, domain).map((parts) => parts.join('@'));
const pattern = fc.oneof(
  fc.constant('*'),
  domain,
  domain.map((name) => `*.${name}`),
  domain.map((name) => name.toUpperCase()),
  address,
);
// the organization takes 1,000 sender patterns
const patterns = fc.array(pattern, { minLength: 1, maxLength: 3 });
const manyPatterns = fc.array(pattern, { minLength: 1, maxLength: 12 });

const inboundDisposition = fc.constantFrom(
  'DropAction',
  'BounceAction',
  'MoveToJunkAction',
  'NormalDeliveryAction',
  'BypassSpamCheckAction',
);
const outboundDisposition = fc.constantFrom('DefaultAction', 'DropAction', 'BounceAction', 'SmtpRoutingAction');

function disposition(direction: Direction): fc.Arbitrary<object> {
  const member: fc.Arbitrary<string> = direction === 'INBOUND' ? inboundDisposition : outboundDisposition;
  return fc
    .tuple(member, fc.constantFrom(...GATEWAYS))
    .map(([name, gateway]) => ({ [name]: name === 'SmtpRoutingAction' ? { SmtpGatewayName: gateway } : {} }));
}

function lambda(direction: Direction): fc.Arbitrary<object> {
  const synchronous = fc.option(
    fc.record({ RetryPeriodMinutes: fc.integer({ min: 0, max: 240 }), FallbackAction: disposition(direction) }),
    { nil: undefined },
  );
  return fc.tuple(functionArn, synchronous).map(([Arn, parameters]) => ({
    [LAMBDA_ACTION[direction]]: { Arn, ...(parameters && { SynchronousLambdaParameters: parameters }) },
  }));
}

/** Names with what code, shells and comments take for something else. */
const name = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('partners', 'Block list', 'from-the-shell', 'VIP', '7 days', 'ABC news') },
  fc.constantFrom(
    "it's",
    '"quoted"',
    'back\\slash',
    '$' + '{not} a `template`',
    '*/ comment',
    '# hash',
    '{0} %s',
    'Größe',
    '規則',
    '😀',
    'a\u{200b}b',
    '\u{202e}right to left',
    ' blank in front',
    'constructor',
    'class',
  ),
);

function ruleOf(direction: Direction, index: number): fc.Arbitrary<DirectedRule> {
  return fc
    .record({
      name,
      action: fc.oneof(disposition(direction), lambda(direction)),
      senders: patterns,
      recipients: manyPatterns,
    })
    .map(({ name, action, senders, recipients }) => {
      const isSynchronous = JSON.stringify(action).includes('SynchronousLambdaParameters');
      const document = rule(
        direction,
        `${name} ${index}`,
        action as unknown as Action,
        senders,
        isSynchronous ? ['*'] : recipients,
      );
      return { direction, rule: document } as DirectedRule;
    });
}

/** So many rules of both directions; the same for the same seed. */
export function assortedRules(count: number, seed: number): DirectedRule[] {
  const all = fc.tuple(
    ...Array.from({ length: count }, (_, index) => ruleOf(index % 3 === 0 ? 'OUTBOUND' : 'INBOUND', index)),
  );
  return fc.sample(all, { numRuns: 1, seed })[0]!;
}
