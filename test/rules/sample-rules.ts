import type { DirectedRule, InboundAction, InboundRule, OutboundAction, OutboundRule, Problem } from '../../lib/rules';
import { validateRule } from '../../lib/rules';

export const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:screening';

interface Sample<Action> {
  readonly name?: string;
  readonly senders?: readonly string[];
  readonly recipients?: readonly string[];
  readonly action?: Action;
}

export function inbound(sample: Sample<InboundAction> = {}): InboundRule {
  const { name = 'sample', senders = ['*'], recipients = ['*'], action = { DropAction: {} } } = sample;
  return {
    Name: name,
    Condition: { OriginRuleCondition: { Patterns: senders }, DestinationRuleCondition: { Patterns: recipients } },
    Action: action,
  };
}

export function outbound(sample: Sample<OutboundAction> = {}): OutboundRule {
  const { name = 'sample', senders = ['*'], recipients = ['*'], action = { DropAction: {} } } = sample;
  return {
    Name: name,
    Condition: { SenderRuleCondition: { Patterns: senders }, DestinationRuleCondition: { Patterns: recipients } },
    Action: action,
  };
}

export function synchronous(minutes: unknown = 30, fallback: unknown = { NormalDeliveryAction: {} }): InboundAction {
  const parameters = { RetryPeriodMinutes: minutes, FallbackAction: fallback } as never;
  return { InboundLambdaAction: { Arn: FUNCTION_ARN, SynchronousLambdaParameters: parameters } };
}

/** What is wrong with an inbound rule, whatever stands in its place. */
export function problemsOf(rule: unknown): Problem[] {
  return validateRule({ direction: 'INBOUND', rule } as DirectedRule);
}

export function codesOf(rule: unknown): string[] {
  return problemsOf(rule).map(({ code }) => code);
}
