import type {
  InboundAction,
  InboundDisposition,
  InboundRule,
  OutboundAction,
  OutboundDisposition,
  OutboundRule,
} from '../../lib/rules';
import {
  type Invocation,
  type InvocationResult,
  type Invoke,
  type Message,
  type OrganizationRules,
  type Simulation,
  simulate,
} from '../../lib/simulator';

export const ORGANIZATION = {
  id: 'm-0123456789abcdef0123456789abcdef',
  alias: 'corp',
  domains: ['corp.example', 'sister.example'],
};

export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:screening';

interface Conditions {
  readonly senders?: readonly string[];
  readonly recipients?: readonly string[];
}

export function inboundRule(
  name: string,
  action: InboundAction,
  { senders = ['*'], recipients = ['*'] }: Conditions = {},
): InboundRule {
  return {
    Name: name,
    Condition: {
      OriginRuleCondition: { Patterns: senders },
      DestinationRuleCondition: { Patterns: recipients },
    },
    Action: action,
  };
}

export function outboundRule(
  name: string,
  action: OutboundAction,
  { senders = ['*'], recipients = ['*'] }: Conditions = {},
): OutboundRule {
  return {
    Name: name,
    Condition: {
      SenderRuleCondition: { Patterns: senders },
      DestinationRuleCondition: { Patterns: recipients },
    },
    Action: action,
  };
}

export function runInboundLambda(fallback?: InboundDisposition, minutes = 30): InboundAction {
  return {
    InboundLambdaAction: {
      Arn: FUNCTION_ARN,
      ...(fallback && {
        SynchronousLambdaParameters: { RetryPeriodMinutes: minutes, FallbackAction: fallback },
      }),
    },
  };
}

export function runOutboundLambda(fallback?: OutboundDisposition, minutes = 30): OutboundAction {
  return {
    OutboundLambdaAction: {
      Arn: FUNCTION_ARN,
      ...(fallback && {
        SynchronousLambdaParameters: { RetryPeriodMinutes: minutes, FallbackAction: fallback },
      }),
    },
  };
}

/** A message to two people of the organization. */
export function message(
  overrides: Partial<Omit<Message, 'content' | 'envelope'>> & {
    readonly header?: readonly string[];
    readonly from?: string;
    readonly to?: readonly string[];
  } = {},
): Message {
  const { header = ['From: from@partner.example', 'Subject: Hello'], from, to, ...rest } = overrides;
  return {
    direction: 'INBOUND',
    envelope: {
      from: from ?? 'bounces@partner.example',
      recipients: to ?? ['one@corp.example', 'two@corp.example'],
    },
    content: Buffer.from(`${header.join('\r\n')}\r\n\r\nbody\r\n`),
    ...rest,
  };
}

/** A function that remembers how it was called, and answers the same each time, or in turn. */
export function standIn(...results: (object | string | InvocationResult)[]): Invoke & { calls: Invocation[] } {
  const calls: Invocation[] = [];
  const invoke: Invoke = async (invocation) => {
    calls.push(invocation);
    const result = results[Math.min(calls.length, results.length) - 1] ?? '';
    if (typeof result === 'object' && 'kind' in result) return result as InvocationResult;
    const payload = typeof result === 'string' ? result : JSON.stringify(result);
    return { kind: 'answer', payload, milliseconds: 10 };
  };
  return Object.assign(invoke, { calls });
}

export const FAILURE: InvocationResult = {
  kind: 'error',
  errorType: 'TypeError',
  message: 'no such key',
  milliseconds: 10,
};

export function forAll(type: string, parameters?: object): object {
  return { actions: [{ action: { type, ...(parameters && { parameters }) }, allRecipients: true }] };
}

export function rules(...list: (InboundRule | OutboundRule)[]): OrganizationRules {
  return {
    inbound: list.filter((rule) => 'OriginRuleCondition' in rule.Condition) as InboundRule[],
    outbound: list.filter((rule) => 'SenderRuleCondition' in rule.Condition) as OutboundRule[],
  };
}

export function run(
  list: (InboundRule | OutboundRule)[],
  mail: Message,
  invoke: Invoke = standIn(),
): Promise<Simulation> {
  return simulate({ organization: ORGANIZATION, rules: rules(...list), message: mail }, { invoke });
}

/** `one@corp.example: dropped`, for each outcome. */
export function summary({ outcomes }: Simulation): string[] {
  return outcomes.map(({ recipient, kind }) => `${recipient}: ${kind}`);
}
