import { ACTIONS, actionTitle, type DirectedRule, type Direction, validateRule } from '../../lib/rules';
import { FUNCTION_ARN, inbound, outbound, problemsOf, synchronous } from './sample-rules';

function problemsOfAction(direction: Direction, action: unknown) {
  const rule = { ...(direction === 'INBOUND' ? inbound() : outbound()), Action: action };
  return validateRule({ direction, rule } as DirectedRule);
}

const WITHOUT_SETTINGS = [
  ['INBOUND', 'DropAction'],
  ['INBOUND', 'BounceAction'],
  ['INBOUND', 'MoveToJunkAction'],
  ['INBOUND', 'NormalDeliveryAction'],
  ['INBOUND', 'BypassSpamCheckAction'],
  ['OUTBOUND', 'DefaultAction'],
  ['OUTBOUND', 'DropAction'],
  ['OUTBOUND', 'BounceAction'],
] as const;

test.each(WITHOUT_SETTINGS)('%s: %s, as an action and as a fallback', (direction, member) => {
  const lambda = direction === 'INBOUND' ? 'InboundLambdaAction' : 'OutboundLambdaAction';
  const parameters = { RetryPeriodMinutes: 0, FallbackAction: { [member]: {} } };
  expect(problemsOfAction(direction, { [member]: {} })).toEqual([]);
  expect(
    problemsOfAction(direction, { [lambda]: { Arn: FUNCTION_ARN, SynchronousLambdaParameters: parameters } }),
  ).toEqual([]);
});

test.each([
  ['INBOUND', 'DefaultAction'],
  ['INBOUND', 'SmtpRoutingAction'],
  ['INBOUND', 'OutboundLambdaAction'],
  ['OUTBOUND', 'NormalDeliveryAction'],
  ['OUTBOUND', 'MoveToJunkAction'],
  ['OUTBOUND', 'BypassSpamCheckAction'],
  ['OUTBOUND', 'InboundLambdaAction'],
  ['INBOUND', 'dropAction'],
  ['INBOUND', '__proto__x'],
  ['INBOUND', 'toString'],
] as const)('%s rules have no %s', (direction, member) => {
  expect(problemsOfAction(direction, { [member]: {} })).toMatchObject([
    { code: 'actionUnknown', path: `Action.${member}`, value: member },
  ]);
});

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'DropAction'],
  ['a list', [{ DropAction: {} }]],
  ['no member', {}],
  ['two members', { DropAction: {}, BounceAction: {} }],
])('exactly one member: %s', (_what, action) => {
  expect(problemsOfAction('INBOUND', action)).toMatchObject([{ code: 'actionNotOne', path: 'Action' }]);
});

test.each([undefined, null, true, 'x', []])('settings are an object, not %j', (settings) => {
  expect(problemsOfAction('INBOUND', { DropAction: settings })).toMatchObject([
    { code: 'actionSettings', path: 'Action.DropAction' },
  ]);
});

test.each([undefined, null, '', ' ', 3])('routing to the gateway %j', (name) => {
  const path = 'Action.SmtpRoutingAction.SmtpGatewayName';
  expect(problemsOfAction('OUTBOUND', { SmtpRoutingAction: { SmtpGatewayName: name } })).toMatchObject([
    { code: 'gatewayNameEmpty', path, value: name },
  ]);
});

test.each([
  FUNCTION_ARN,
  `${FUNCTION_ARN}:live`,
  `${FUNCTION_ARN}:7`,
  `${FUNCTION_ARN}:$LATEST`,
  FUNCTION_ARN.replace('arn:aws:', 'arn:aws-us-gov:'),
])('%s is a function', (Arn) => {
  expect(problemsOfAction('INBOUND', { InboundLambdaAction: { Arn } })).toEqual([]);
});

test.each([
  undefined,
  null,
  '',
  'screening',
  'arn:aws:lambda:eu-west-1:1111:function:screening',
  'arn:aws:lambda:eu-west-1:111122223333:layer:screening',
  'arn:aws:sns:eu-west-1:111122223333:screening',
  `${FUNCTION_ARN}:`,
  `${FUNCTION_ARN}:a:b`,
  `${FUNCTION_ARN}\n`,
])('%j is none', (Arn) => {
  expect(problemsOfAction('INBOUND', { InboundLambdaAction: { Arn } })).toMatchObject([
    { code: 'functionArn', path: 'Action.InboundLambdaAction.Arn', value: Arn },
  ]);
});

const PARAMETERS = 'Action.InboundLambdaAction.SynchronousLambdaParameters';

test.each([0, 1, 240])('a rule timeout of %d minutes', (minutes) => {
  expect(problemsOf(inbound({ action: synchronous(minutes) }))).toEqual([]);
});

test.each([undefined, null, -1, 241, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '30', {}])(
  'no rule timeout: %p',
  (minutes) => {
    const rule = inbound({ action: synchronous(minutes ?? null) });
    expect(problemsOf(rule)).toMatchObject([{ code: 'ruleTimeout', path: `${PARAMETERS}.RetryPeriodMinutes` }]);
  },
);

test.each([
  ['the Lambda action of the direction', { InboundLambdaAction: { Arn: FUNCTION_ARN } }, 'fallbackLambda'],
  ['the Lambda action of the other direction', { OutboundLambdaAction: { Arn: FUNCTION_ARN } }, 'fallbackLambda'],
  ['a Lambda action beside another', { DropAction: {}, InboundLambdaAction: {} }, 'fallbackLambda'],
  ['an action of the other direction', { DefaultAction: {} }, 'actionUnknown'],
  ['two actions', { DropAction: {}, BounceAction: {} }, 'actionNotOne'],
  ['no action', {}, 'actionNotOne'],
  ['null', null, 'actionNotOne'],
])('no fallback: %s', (_what, fallback, code) => {
  const [problem, ...others] = problemsOf(inbound({ action: synchronous(30, fallback) }));
  expect(problem?.code).toBe(code);
  expect(problem?.path).toContain(`${PARAMETERS}.FallbackAction`);
  expect(others).toEqual([]);
});

test.each(['*.example', 'a@corp.example'])('a synchronous rule does not take the recipient %s', (recipient) => {
  const rule = inbound({ action: synchronous(), recipients: [recipient] });
  expect(problemsOf(rule)).toMatchObject([
    { code: 'synchronousDestination', path: 'Condition.DestinationRuleCondition.Patterns' },
  ]);
});

test('a synchronous rule takes * and nothing beside it', () => {
  expect(problemsOf(inbound({ action: synchronous(), recipients: ['*'] }))).toEqual([]);
  expect(problemsOf(inbound({ action: synchronous(), recipients: ['*', 'corp.example'] }))).toMatchObject([
    { code: 'synchronousDestination' },
  ]);
  const asynchronous = { InboundLambdaAction: { Arn: FUNCTION_ARN } };
  expect(problemsOf(inbound({ action: asynchronous, recipients: ['corp.example'] }))).toEqual([]);
});

test('the names and the order of the administrator guide', () => {
  const titles = (direction: Direction) => ACTIONS[direction].map(({ title }) => title);
  expect(titles('INBOUND')).toEqual([
    'Drop',
    'Bounce',
    'Deliver to junk folder',
    'Default',
    'Never deliver to junk folder',
    'Run Lambda',
  ]);
  expect(titles('OUTBOUND')).toEqual(['Default', 'Drop', 'Bounce', 'Route to SMTP gateway', 'Run Lambda']);
});

test('an action is called as the guide calls it, with what tells it apart', () => {
  expect(actionTitle('INBOUND', synchronous())).toBe('Run Lambda (synchronous)');
  expect(actionTitle('INBOUND', { InboundLambdaAction: { Arn: FUNCTION_ARN } })).toBe('Run Lambda (asynchronous)');
  expect(actionTitle('OUTBOUND', { SmtpRoutingAction: { SmtpGatewayName: 'hub' } })).toBe('Route to SMTP gateway hub');
});
