/**
 * Email flow rules in the shape of the WorkMail API's own documents. A rule is this document everywhere: in the
 * CloudFormation template, on the wire, in the simulator and in the local WorkMail.
 */

export const DIRECTIONS = ['INBOUND', 'OUTBOUND'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** An action without settings is an empty object on the wire. */
export type NoSettings = Record<string, never>;

export interface PatternCondition {
  readonly Patterns: readonly string[];
}

// ---- inbound ------------------------------------------------------------------------------------

export interface InboundRule {
  readonly Name: string;
  readonly Condition: {
    /** Patterns for the sender. The API calls it *origin* for inbound rules and *sender* for outbound ones. */
    readonly OriginRuleCondition: PatternCondition;
    readonly DestinationRuleCondition: PatternCondition;
  };
  readonly Action: InboundAction;
}

/** What WorkMail itself does with an inbound message; also what a synchronous Run Lambda rule can fall back to. */
export type InboundDisposition =
  | { readonly DropAction: NoSettings }
  | { readonly BounceAction: NoSettings }
  | { readonly MoveToJunkAction: NoSettings }
  | { readonly NormalDeliveryAction: NoSettings }
  | { readonly BypassSpamCheckAction: NoSettings };

export type InboundAction = InboundDisposition | { readonly InboundLambdaAction: LambdaAction<InboundDisposition> };

// ---- outbound -----------------------------------------------------------------------------------

export interface OutboundRule {
  readonly Name: string;
  readonly Condition: {
    readonly SenderRuleCondition: PatternCondition;
    readonly DestinationRuleCondition: PatternCondition;
  };
  readonly Action: OutboundAction;
}

/** What WorkMail itself does with an outbound message; also what a synchronous Run Lambda rule can fall back to. */
export type OutboundDisposition =
  | { readonly DefaultAction: NoSettings }
  | { readonly DropAction: NoSettings }
  | { readonly BounceAction: NoSettings }
  | { readonly SmtpRoutingAction: { readonly SmtpGatewayName: string } };

export type OutboundAction = OutboundDisposition | { readonly OutboundLambdaAction: LambdaAction<OutboundDisposition> };

// ---- Run Lambda ---------------------------------------------------------------------------------

export interface LambdaAction<Disposition> {
  readonly Arn: string;
  /** Absent: the function is called asynchronously and its answer ignored. */
  readonly SynchronousLambdaParameters?: SynchronousLambdaParameters<Disposition>;
}

export interface SynchronousLambdaParameters<Disposition> {
  /** The guide's *rule timeout*, in whole minutes, 0 to 240. */
  readonly RetryPeriodMinutes: number;
  readonly FallbackAction: Disposition;
}

// ---- either -------------------------------------------------------------------------------------

export type Rule = InboundRule | OutboundRule;
export type Action = InboundAction | OutboundAction;
export type Disposition = InboundDisposition | OutboundDisposition;

/** A rule together with the one thing about it that its document does not say. */
export type DirectedRule =
  | { readonly direction: 'INBOUND'; readonly rule: InboundRule }
  | { readonly direction: 'OUTBOUND'; readonly rule: OutboundRule };

/** The member of `Condition` that holds the sender's patterns. */
export const SENDER_CONDITION = { INBOUND: 'OriginRuleCondition', OUTBOUND: 'SenderRuleCondition' } as const;

/** Empty for a document without them: the service's model does not require an outbound rule to have them. */
export function senderPatterns({ Condition }: Rule): readonly string[] {
  const condition = 'OriginRuleCondition' in Condition ? Condition.OriginRuleCondition : Condition.SenderRuleCondition;
  return condition?.Patterns ?? [];
}

export function recipientPatterns({ Condition }: Rule): readonly string[] {
  return Condition.DestinationRuleCondition?.Patterns ?? [];
}
