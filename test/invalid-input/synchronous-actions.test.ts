import { Duration, type Stack } from 'aws-cdk-lib';
import { InboundAction, InboundMailFlowRule, OutboundAction } from '../../lib';
import { functionIn, organizationIn } from '../constructs';
import { expectRefused, type Invalid, type Untyped } from './refusal';

const fallbackAction = InboundAction.deliver();
const ruleTimeout = Duration.minutes(30);
const withOptions = (options: Untyped, recipients?: string[]) => (stack: Stack) => ({
  organization: organizationIn(stack),
  recipients,
  action: InboundAction.runLambdaSynchronously(functionIn(stack), options),
});

const SYNCHRONOUS: Invalid[] = [
  ...[undefined, null, 5, {}].map((options) => ({
    what: `options: ${JSON.stringify(options)}`,
    props: withOptions(options),
    code: 'fallbackAction',
    shows: 'fallbackAction is undefined',
  })),
  ...[null, 'deliver', {}, { NormalDeliveryAction: {} }].map((fallback) => ({
    what: `fallbackAction: ${JSON.stringify(fallback)}`,
    props: withOptions({ fallbackAction: fallback, ruleTimeout }),
    code: 'fallbackAction',
    shows: `fallbackAction is ${JSON.stringify(fallback)}`,
  })),
  {
    what: 'a fallback that runs a function',
    props: (stack) =>
      withOptions({ fallbackAction: InboundAction.runLambda(functionIn(stack, 'Other')), ruleTimeout })(stack),
    code: 'fallbackAction',
    shows: 'fallbackAction is "InboundAction that runs a function"',
  },
  {
    what: 'a fallback of the other direction',
    props: withOptions({ fallbackAction: OutboundAction.send(), ruleTimeout }),
    code: 'fallbackAction',
    shows: 'fallbackAction is "OutboundAction"',
  },
  ...([undefined, null, 30, '30', Number.NaN, {}] as Untyped[]).map((timeout) => ({
    what: `ruleTimeout: ${timeout}`,
    props: withOptions({ fallbackAction, ruleTimeout: timeout }),
    code: 'ruleTimeout',
    shows: `ruleTimeout is ${Number.isNaN(timeout) ? 'NaN' : JSON.stringify(timeout)}`,
  })),
  ...[
    Duration.seconds(90),
    Duration.millis(1),
    Duration.minutes(241),
    Duration.days(1),
    Duration.minutes(0.5),
    Duration.minutes(Number.NaN),
    Duration.minutes(Number.POSITIVE_INFINITY),
  ].map((timeout) => ({
    what: `ruleTimeout: ${timeout.toMilliseconds({ integral: false })} ms`,
    props: withOptions({ fallbackAction, ruleTimeout: timeout }),
    code: 'ruleTimeout',
    shows: 'ruleTimeout is "',
  })),
  {
    what: 'a negative duration from a class that allows it',
    props: withOptions({ fallbackAction, ruleTimeout: { toMinutes: () => -1 } }),
    code: 'ruleTimeout',
    shows: 'ruleTimeout is {}',
  },
  {
    what: 'a recipient',
    props: withOptions({ fallbackAction, ruleTimeout }, ['corp.example']),
    code: 'synchronousDestination',
    shows: 'recipients is ["corp.example"]',
  },
];

test.each(SYNCHRONOUS)('a synchronous action with $what', (invalid) => expectRefused(InboundMailFlowRule, invalid));
