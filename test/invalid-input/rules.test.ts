import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { InboundAction, InboundMailFlowRule, OutboundAction, OutboundMailFlowRule } from '../../lib';
import { errorOf, functionIn, ORGANIZATION_ID, organizationIn, testStack } from '../constructs';
import { withoutLink } from '../error-links';
import { base, expectRefused, type Invalid, type Untyped, withRule } from './refusal';

const RULES: Invalid[] = [
  ...[undefined, null, 5, 'x'].map((props) => ({
    what: `properties: ${props}`,
    props: () => props,
    code: 'propsMissing',
    shows: `props is ${JSON.stringify(props)}`,
  })),

  ...[undefined, null, '', ORGANIZATION_ID, 5, {}, [], { organizationId: ORGANIZATION_ID }].map((organization) => ({
    what: `organization: ${JSON.stringify(organization)}`,
    props: withRule({ organization }),
    code: 'organization',
    shows: `organization is ${JSON.stringify(organization)}`,
  })),
  {
    what: 'organization: another construct',
    props: (stack) => ({ ...base(stack), organization: new Bucket(stack, 'Bucket') }),
    code: 'organization',
    shows: 'organization is an instance of Bucket',
  },

  ...[undefined, null, 'drop', {}, { DropAction: {} }, () => undefined].map((action) => ({
    what: `action: ${JSON.stringify(action)}`,
    props: withRule({ action }),
    code: 'action',
    shows: 'action is ',
  })),
  {
    what: 'an action of the other direction',
    props: withRule({ action: OutboundAction.drop() }),
    code: 'action',
    shows: 'action is "OutboundAction"',
  },
  {
    what: 'a function in place of an action',
    props: (stack) => ({ ...base(stack), action: functionIn(stack) }),
    code: 'action',
    shows: 'action is an instance of Function',
  },
  {
    what: 'an action of one’s own that binds nothing',
    props: withRule({ action: { bindInbound: () => undefined } }),
    code: 'action',
    shows: 'action is "InboundAction that runs a function"',
  },
  {
    what: 'an action of one’s own with an unknown document',
    props: withRule({ action: { bindInbound: () => ({ document: { Forward: {} } }) } }),
    code: 'actionUnknown',
    shows: 'action.Forward is "Forward"',
  },
  {
    what: 'an action of one’s own that runs a function and does not say which',
    props: withRule({
      action: {
        bindInbound: () => ({
          document: { InboundLambdaAction: { Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:x' } },
        }),
      },
    }),
    code: 'functionMissing',
    shows: 'action is undefined',
  },

  ...[undefined, null, 'arn:aws:lambda:eu-west-1:111122223333:function:x', {}, { functionArn: 'x' }].map((handler) => ({
    what: `runLambda(${JSON.stringify(handler)})`,
    props: withRule({ action: InboundAction.runLambda(handler as Untyped) }),
    code: 'functionMissing',
    shows: `action is ${JSON.stringify(handler)}`,
  })),

  ...['a.example', {}, 5, true].map((senders) => ({
    what: `senders: ${JSON.stringify(senders)}`,
    props: withRule({ senders }),
    code: 'patternsMissing',
    shows: `senders is ${JSON.stringify(senders)}: patterns are a list`,
  })),
  { what: 'no senders', props: withRule({ senders: [] }), code: 'patternsMissing', shows: 'senders is []' },
  { what: 'no recipients', props: withRule({ recipients: [] }), code: 'patternsMissing', shows: 'recipients is []' },
  {
    what: 'recipients: a set',
    props: withRule({ recipients: new Set(['a.example']) }),
    code: 'patternsMissing',
    shows: 'recipients is an instance of Set',
  },
  ...[
    [undefined, 'patternNotText'],
    [null, 'patternNotText'],
    [Number.NaN, 'patternNotText'],
    ['', 'patternEmpty'],
    ['a+b@c.example', 'patternPlus'],
    ['*@c.example', 'patternStar'],
    ['a b', 'patternWhiteSpace'],
    ['<a@b.example>', 'patternNotBare'],
    ['@b.example', 'patternAddress'],
    ['b..example', 'patternDomain'],
  ].map(([pattern, code]) => ({
    what: `a recipient: ${pattern}`,
    props: withRule({ recipients: ['c.example', pattern] }),
    code: code as string,
    shows: `recipients[1] is ${typeof pattern === 'number' ? 'NaN' : JSON.stringify(pattern)}`,
  })),
  {
    what: '251 senders',
    props: withRule({ senders: Array.from({ length: 251 }, (_, index) => `d${index}.example`) }),
    code: 'senderPatternsPerRule',
    shows: 'senders is 251',
  },

  ...[
    ['', 'ruleNameEmpty'],
    [' ', 'ruleNameEmpty'],
    [5, 'ruleNameEmpty'],
    [['a'], 'ruleNameEmpty'],
    ['a\nb', 'ruleNameControlCharacter'],
    ['é'.repeat(401), 'ruleNameTooLong'],
  ].map(([ruleName, code]) => ({
    what: `ruleName: ${JSON.stringify(ruleName).slice(0, 20)}`,
    props: withRule({ ruleName }),
    code: code as string,
    shows: `ruleName is ${JSON.stringify(ruleName).slice(0, 20)}`,
  })),

  ...['retain', 'Retain', 'SNAPSHOT', RemovalPolicy.SNAPSHOT, 5, true]
    .filter((removalPolicy) => removalPolicy !== RemovalPolicy.RETAIN)
    .map((removalPolicy) => ({
      what: `removalPolicy: ${removalPolicy}`,
      props: withRule({ removalPolicy }),
      code: 'removalPolicy',
      shows: `removalPolicy is ${JSON.stringify(removalPolicy)}`,
    })),
  ...['true', 'false', 0, 1, {}].map((adoptExisting) => ({
    what: `adoptExisting: ${JSON.stringify(adoptExisting)}`,
    props: withRule({ adoptExisting }),
    code: 'adoptExisting',
    shows: `adoptExisting is ${JSON.stringify(adoptExisting)}`,
  })),
  ...['console', 'Api', true, {}].map((provisioning) => ({
    what: `provisioning: ${JSON.stringify(provisioning)}`,
    props: withRule({ provisioning }),
    code: 'provisioning',
    shows: `provisioning is ${JSON.stringify(provisioning)}`,
  })),

  ...Object.entries({
    sender: 'Write senders',
    Recipients: 'Write recipients',
    recipient: 'Write recipients',
    name: 'Write ruleName',
    adopt: 'Write adoptExisting',
    from: 'Use organization, action, ruleName, senders, recipients, removalPolicy, adoptExisting, provisioning',
    synchronous: 'Use organization',
  }).map(([name, remedy]) => ({
    what: `an unknown property: ${name}`,
    props: withRule({ [name]: 'x' }),
    code: 'propertyUnknown',
    shows: `${name} is "x": there is no such property. ${remedy}`,
  })),
];

test.each(RULES)('a rule with $what', (invalid) => expectRefused(InboundMailFlowRule, invalid));

const OUTBOUND: Invalid[] = [
  {
    what: 'an inbound action',
    props: (stack) => ({ organization: organizationIn(stack), action: InboundAction.drop() }),
    code: 'action',
    shows: 'action is "InboundAction"',
  },
  ...[undefined, null, 'hub', {}].map((gateway) => ({
    what: `the gateway ${JSON.stringify(gateway)}`,
    props: (stack: Stack) => ({
      organization: organizationIn(stack),
      action: OutboundAction.routeToSmtpGateway(gateway as Untyped),
    }),
    code: 'gatewayNameEmpty',
    shows: 'action.SmtpRoutingAction.SmtpGatewayName is undefined',
  })),
];

test.each(OUTBOUND)('an outbound rule with $what', (invalid) => expectRefused(OutboundMailFlowRule, invalid));

test('all problems of a rule are told at once, each in a line', () => {
  const stack = testStack();
  const props = { senders: ['a+b.example'], recipients: [], ruleName: '', adoptExisting: 'no' as Untyped };
  const message = errorOf(() => new InboundMailFlowRule(stack, 'It', { ...base(stack), ...props }));
  expect(message.split('\n').map((line) => /:(\w+)\]/.exec(line)?.[1])).toEqual([
    'ruleNameEmpty',
    'patternPlus',
    'patternsMissing',
    'adoptExisting',
  ]);
});

test('of hundreds of problems the first are told, and how many there are', () => {
  const stack = testStack();
  const senders = Array.from({ length: 200 }, (_, index) => `a+${index}.example`);
  const message = errorOf(() => new InboundMailFlowRule(stack, 'It', { ...base(stack), senders }));
  const lines = withoutLink(message).split('\n');
  expect(lines).toHaveLength(21);
  expect(lines.at(-1)).toBe('… and 180 more of this kind');
});

test('a duration that cannot be is refused by the CDK itself', () => {
  expect(() => Duration.minutes(-1)).toThrow('negative');
});
