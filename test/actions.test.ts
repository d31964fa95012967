import { Duration, Stack } from 'aws-cdk-lib';
import {
  type IInboundAction,
  InboundAction,
  type InboundSynchronousLambdaOptions,
  type IOutboundAction,
  OutboundAction,
  type OutboundSynchronousLambdaOptions,
  SmtpGateway,
} from '../lib';
import { functionIn, testStack } from './constructs';

const stack = testStack();
const handler = functionIn(stack);
const gateway = SmtpGateway.fromSmtpGatewayName(stack, 'Gateway', 'hub');
const Arn = { 'Fn::GetAtt': [expect.stringMatching(/^Screening/), 'Arn'] };

function documentOf(action: IInboundAction | IOutboundAction): unknown {
  const config = 'bindInbound' in action ? action.bindInbound(stack) : action.bindOutbound(stack);
  return Stack.of(stack).resolve(config.document);
}

test.each([
  [InboundAction.drop(), { DropAction: {} }],
  [InboundAction.bounce(), { BounceAction: {} }],
  [InboundAction.deliverToJunk(), { MoveToJunkAction: {} }],
  [InboundAction.deliver(), { NormalDeliveryAction: {} }],
  [InboundAction.neverDeliverToJunk(), { BypassSpamCheckAction: {} }],
])('inbound, as an action and as a fallback: %#', (disposition, document) => {
  const ruleTimeout = Duration.minutes(0);
  const lambda = InboundAction.runLambdaSynchronously(handler, { fallbackAction: disposition, ruleTimeout });
  expect(documentOf(disposition)).toEqual(document);
  expect(documentOf(lambda)).toEqual({
    InboundLambdaAction: { Arn, SynchronousLambdaParameters: { RetryPeriodMinutes: 0, FallbackAction: document } },
  });
});

test.each([
  [OutboundAction.send(), { DefaultAction: {} }],
  [OutboundAction.drop(), { DropAction: {} }],
  [OutboundAction.bounce(), { BounceAction: {} }],
  [OutboundAction.routeToSmtpGateway(gateway), { SmtpRoutingAction: { SmtpGatewayName: 'hub' } }],
])('outbound, as an action and as a fallback: %#', (disposition, document) => {
  const ruleTimeout = Duration.hours(4);
  const lambda = OutboundAction.runLambdaSynchronously(handler, { fallbackAction: disposition, ruleTimeout });
  expect(documentOf(disposition)).toEqual(document);
  expect(documentOf(lambda)).toEqual({
    OutboundLambdaAction: { Arn, SynchronousLambdaParameters: { RetryPeriodMinutes: 240, FallbackAction: document } },
  });
});

test('asynchronous Run Lambda is the function and nothing else', () => {
  expect(documentOf(InboundAction.runLambda(handler))).toEqual({ InboundLambdaAction: { Arn } });
  expect(documentOf(OutboundAction.runLambda(handler))).toEqual({ OutboundLambdaAction: { Arn } });
});

test('a rule timeout in seconds that are whole minutes', () => {
  const fallbackAction = InboundAction.deliver();
  const action = InboundAction.runLambdaSynchronously(handler, { fallbackAction, ruleTimeout: Duration.seconds(120) });
  expect(documentOf(action)).toMatchObject({
    InboundLambdaAction: { SynchronousLambdaParameters: { RetryPeriodMinutes: 2 } },
  });
});

test('what does not go together does not compile', () => {
  const ruleTimeout = Duration.minutes(1);
  // @ts-expect-error an inbound action is no outbound one
  const outbound: IOutboundAction = InboundAction.drop();
  // @ts-expect-error an outbound action is no inbound one
  const inbound: IInboundAction = OutboundAction.drop();
  const inboundOptions: InboundSynchronousLambdaOptions = {
    // @ts-expect-error a Lambda action is no fallback
    fallbackAction: InboundAction.runLambda(handler),
    ruleTimeout,
  };
  const outboundOptions: OutboundSynchronousLambdaOptions = {
    // @ts-expect-error a fallback is of the rule's own direction
    fallbackAction: InboundAction.drop(),
    ruleTimeout,
  };
  // @ts-expect-error a synchronous rule needs a fallback and a timeout
  const bare = () => InboundAction.runLambdaSynchronously(handler);
  // @ts-expect-error actions are made by methods
  const made = () => new InboundAction();
  expect([outbound, inbound, inboundOptions, outboundOptions, bare, made]).toHaveLength(6);
});
