import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  EmailEventLogging,
  InboundAction,
  InboundMailFlowRule,
  MailFlowDashboard,
  MailFlowFunction,
  OutboundAction,
  RunLambdaRules,
} from '../lib';
import { CODE, ENV, errorOf, functionIn, organizationIn, resourcesOf, testStack } from './constructs';
import { expectRefused, type Untyped } from './invalid-input/refusal';

/** The body of the dashboard, with what is known only when it is deployed in braces. */
function bodyOf(stack: Stack): Untyped {
  const [dashboard] = resourcesOf(stack, 'AWS::CloudWatch::Dashboard');
  const body = dashboard?.Properties.DashboardBody;
  const parts: unknown[] = typeof body === 'string' ? [body] : body['Fn::Join'][1];
  const text = parts.map((part) => (typeof part === 'string' ? part : `{${JSON.stringify(part).replace(/"/g, "'")}}`));
  return JSON.parse(text.join(''));
}

function screening(stack: Stack) {
  return new MailFlowFunction(stack, 'Screening', {
    ...CODE,
    organization: organizationIn(stack),
    inbound: {
      ruleName: 'screen|in',
      synchronous: true,
      fallbackAction: InboundAction.deliverToJunk(),
      ruleTimeout: Duration.minutes(30),
    },
    outbound: {
      ruleName: 'watch',
      synchronous: false,
      senders: ['a.example', 'b.example', '*.c.example', 'd.example'],
    },
  });
}

test('the rules of these functions, also those that are declared later, and no others', () => {
  const stack = testStack();
  const handler = screening(stack);
  new MailFlowDashboard(stack, 'Dashboard', { functions: [handler] });
  const organization = handler.inboundRule!.node.scope!.node.scope!.node.findChild('Organization01') as never;
  new InboundMailFlowRule(stack, 'Later', {
    organization,
    ruleName: 'later',
    senders: ['later.example'],
    action: InboundAction.runLambda(handler.addAlias('live')),
  });
  new InboundMailFlowRule(stack, 'Other', {
    organization,
    senders: ['other.example'],
    action: InboundAction.runLambda(functionIn(stack, 'Another')),
  });
  expect(bodyOf(stack).widgets[0].properties.markdown.split('\n')).toEqual([
    '| Rule | Mail | From | To | The function | If it fails |',
    '| --- | --- | --- | --- | --- | --- |',
    '| screen\\|in | inbound | \\* | \\* | decides | Deliver to junk folder, after 30 minutes |',
    '| watch | outbound | a.example, b.example, \\*.c.example, 1 more | \\* | watches |  |',
    '| later | inbound | later.example | \\* | watches |  |',
  ]);
});

test('calls and times of each function, beside the time that WorkMail waits', () => {
  const stack = testStack();
  const imported = LambdaFunction.fromFunctionArn(
    stack,
    'Audit',
    'arn:aws:lambda:eu-west-1:111122223333:function:audit',
  );
  new MailFlowDashboard(stack, 'Dashboard', { functions: [screening(stack), imported], dashboardName: 'mail' });
  const { widgets } = bodyOf(stack);
  expect(widgets.map(({ properties }: Untyped) => properties.title)).toEqual([
    undefined,
    'Mail/Screening: calls',
    'Mail/Screening: time',
    'Mail/Audit: calls',
    'Mail/Audit: time',
  ]);
  expect(widgets[3].properties.metrics.map(([, name, , value]: Untyped) => [name, value])).toEqual([
    ['Invocations', 'audit'],
    ['Errors', 'audit'],
    ['Throttles', 'audit'],
  ]);
  expect(widgets[4].properties).toMatchObject({
    metrics: [{}, { stat: 'p99' }, {}].map((stat) => expect.arrayContaining([expect.objectContaining(stat)])),
    annotations: { horizontal: [{ value: 15_000, label: 'WorkMail waits no longer' }] },
  });
});

test('how often rules applied, where there is an event log', () => {
  const stack = testStack();
  const handler = screening(stack);
  const organization = stack.node.findChild('Organization01') as never;
  const eventLogging = new EmailEventLogging(stack, 'Events', { organization });
  new MailFlowDashboard(stack, 'Dashboard', { functions: [handler], eventLogging });
  const { query } = bodyOf(stack).widgets.at(-1).properties;
  expect(query).toMatch(/^SOURCE '\{\{'Ref':'EventsLog\w+'\}\}' \| filter event\.eventName = "RULE_APPLIED"/);
  expect(query).toContain('by event.ruleType, event.ruleName, event.ruleActions.0.action');
});

test('no rule, and what is known only when it is deployed', () => {
  const stack = testStack();
  const handler = functionIn(stack);
  new MailFlowDashboard(stack, 'Dashboard', { functions: [handler] });
  expect(bodyOf(stack).widgets[0].properties.markdown).toBe('No rule of this app runs these functions.');

  const functions = testStack(undefined, undefined, 'Functions');
  const shared = functionIn(functions);
  const rules = new Stack(functions.node.root as never, 'Rules', { env: ENV });
  const parameter = (id: string, type: string) => new CfnParameter(rules, id, { type });
  new RunLambdaRules(rules, 'Screen', {
    organization: organizationIn(rules),
    function: shared,
    outbound: {
      ruleName: parameter('Name', 'String').valueAsString,
      synchronous: true,
      senders: parameter('Senders', 'CommaDelimitedList').valueAsList,
      fallbackAction: OutboundAction.send(),
      ruleTimeout: Duration.minutes(parameter('Minutes', 'Number').valueAsNumber),
    },
  });
  new MailFlowDashboard(functions, 'Dashboard', { functions: [shared] });
  expect(bodyOf(functions).widgets[0].properties.markdown.split('\n')[2]).toBe(
    '| known when deployed | outbound | known when deployed | \\* | decides | Default, after known when deployed minutes |',
  );
  new MailFlowDashboard(rules, 'Dashboard', { functions: [shared] });
});

test.each([
  [undefined, 'propsMissing', 'It is undefined'],
  [{}, 'dashboardFunctions', 'It.functions is undefined'],
  [{ functions: [] }, 'dashboardFunctions', 'It.functions is []'],
  [{ functions: ['screening'] }, 'functionMissing', 'It.functions[0] is "screening"'],
  [
    { functions: [], function: 'x' },
    'propertyUnknown',
    'It.function is "x": there is no such property. Write functions',
  ],
])('a dashboard with %j', (props, code, shows) => {
  expectRefused(MailFlowDashboard, { what: '', props: () => props, code, shows, at: 'Mail' });
});

test('an event log that is none', () => {
  const stack = testStack();
  const props = { functions: [functionIn(stack)], eventLogging: 'on' } as Untyped;
  expect(errorOf(() => new MailFlowDashboard(stack, 'It', props))).toContain(
    '[cdk-workmail-flow:dashboardEventLogging] at Mail: It.eventLogging is "on"',
  );
});
