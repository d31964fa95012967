import { CfnParameter, Duration, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  InboundAction,
  InboundMailFlowRule,
  MailFlowFunction,
  OutboundAction,
  OutboundMailFlowRule,
  Provisioning,
  SmtpGateway,
} from '../lib';
import { CODE, functionIn, INBOUND_TYPE, ORGANIZATION_ID, organizationIn, rulesOf, testStack } from './constructs';

const provisioning = Provisioning.CONSOLE;

function outputsOf(stack: Stack): { Description: string; Value: unknown }[] {
  return Object.values(Template.fromStack(stack).toJSON().Outputs ?? {});
}

/** The text of an output, with `<…>` for what is known when it deploys. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[function_, argument]] = Object.entries(value as object) as [[string, unknown]];
  if (function_ === 'Ref') return `<${argument}>`;
  if (function_ === 'Fn::GetAtt') return `<${(argument as string[])[1]}>`;
  const [separator, parts] = argument as [string, unknown];
  return Array.isArray(parts) ? parts.map(textOf).join(separator) : textOf(parts);
}

test('everything but the rule is deployed, and the provider is told to write nothing', () => {
  const stack = testStack();
  new MailFlowFunction(stack, 'Screening', {
    ...CODE,
    organization: organizationIn(stack),
    inbound: { synchronous: false, ruleName: 'watch', provisioning },
  });
  expect(rulesOf(stack).watch?.Properties.Provisioning).toBe('CONSOLE');
  Template.fromStack(stack).resourceCountIs('AWS::Lambda::Permission', 1);
});

test('a rule by the API has no output and says nothing of provisioning', () => {
  const stack = testStack();
  const action = InboundAction.deliver();
  new InboundMailFlowRule(stack, 'Rule', {
    organization: organizationIn(stack),
    action,
    provisioning: Provisioning.API,
  });
  expect(outputsOf(stack)).toEqual([]);
  const [rule] = Object.values(rulesOf(stack));
  expect(rule?.Properties).not.toHaveProperty('Provisioning');
});

test('the output says exactly what to enter for a synchronous rule', () => {
  const stack = testStack();
  const fallbackAction = InboundAction.deliverToJunk();
  new InboundMailFlowRule(stack, 'Rule', {
    organization: organizationIn(stack),
    ruleName: 'screen',
    senders: ['a.example', '*.b.example'],
    action: InboundAction.runLambdaSynchronously(functionIn(stack), {
      fallbackAction,
      ruleTimeout: Duration.minutes(30),
    }),
    provisioning,
  });
  expect(outputsOf(stack).map(({ Value }) => textOf(Value))).toEqual([
    [
      `WorkMail console > organization ${ORGANIZATION_ID} > Organization settings > Inbound rules > Create`,
      'Rule name: screen',
      'Action: Run Lambda',
      'Lambda function: <Arn>',
      'Run synchronously: yes',
      'Fallback action: Deliver to junk folder',
      'Rule timeout: 30 minutes',
      'Sender domains or addresses: a.example, *.b.example',
      'Destination domains or addresses: *',
    ].join('\n'),
  ]);
  expect(outputsOf(stack)[0]?.Description).toContain('Before this stack is destroyed');
});

test.each([
  [
    'Action: Route to SMTP gateway hub',
    (stack: Stack) => OutboundAction.routeToSmtpGateway(SmtpGateway.fromSmtpGatewayName(stack, 'Gateway', 'hub')),
  ],
  ['Action: Default', () => OutboundAction.send()],
  [
    'Action: Run Lambda\nLambda function: <Arn>\nRun synchronously: no\n',
    (stack: Stack) => OutboundAction.runLambda(functionIn(stack)),
  ],
])('outbound: %j', (lines, actionIn) => {
  const stack = testStack();
  const action = actionIn(stack);
  new OutboundMailFlowRule(stack, 'Rule', { organization: organizationIn(stack), action, provisioning });
  const [text] = outputsOf(stack).map(({ Value }) => textOf(Value));
  expect(text).toContain(lines);
  expect(text).toContain('> Outbound rules > Create\n');
});

test('lists and numbers that are tokens', () => {
  const stack = testStack();
  const senders = new CfnParameter(stack, 'Senders', { type: 'CommaDelimitedList' }).valueAsList;
  const minutes = new CfnParameter(stack, 'Minutes', { type: 'Number' }).valueAsNumber;
  const fallbackAction = InboundAction.deliver();
  new InboundMailFlowRule(stack, 'Rule', {
    organization: organizationIn(stack),
    senders,
    action: InboundAction.runLambdaSynchronously(functionIn(stack), {
      fallbackAction,
      ruleTimeout: Duration.minutes(minutes),
    }),
    provisioning,
  });
  const [text] = outputsOf(stack).map(({ Value }) => textOf(Value));
  expect(text).toContain('Rule timeout: <Minutes> minutes');
  expect(text).toContain('Sender domains or addresses: <Senders>');
});

test.each([
  [100, 100],
  [101, 51],
  [400, 100],
])('of %i rules, CloudFormation, which takes 200 outputs, gets %i', (count, expected) => {
  const stack = testStack();
  const organization = organizationIn(stack);
  for (let index = 0; index < count; index++) {
    new InboundMailFlowRule(stack, `Rule${index}`, {
      organization,
      ruleName: `rule ${index}.`,
      senders: [`d${index}.example`],
      action: InboundAction.drop(),
      provisioning,
    });
  }
  const texts = outputsOf(stack).map(({ Value }) => textOf(Value));
  expect(texts).toHaveLength(expected);
  for (let index = 0; index < count; index++) {
    expect(texts.filter((text) => text.includes(`Rule name: rule ${index}.`))).toHaveLength(1);
  }
  Template.fromStack(stack).resourceCountIs(INBOUND_TYPE, count);
});
