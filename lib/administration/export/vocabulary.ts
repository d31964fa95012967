import type { Direction } from '../../rules';

/** The factory's method for an action, by the member of the action's document. */
export const METHODS: Readonly<Record<Direction, Readonly<Record<string, string>>>> = {
  INBOUND: {
    DropAction: 'drop',
    BounceAction: 'bounce',
    MoveToJunkAction: 'deliverToJunk',
    NormalDeliveryAction: 'deliver',
    BypassSpamCheckAction: 'neverDeliverToJunk',
  },
  OUTBOUND: {
    DefaultAction: 'send',
    DropAction: 'drop',
    BounceAction: 'bounce',
    SmtpRoutingAction: 'routeToSmtpGateway',
  },
};

export const FACTORY = { INBOUND: 'InboundAction', OUTBOUND: 'OutboundAction' } as const;
export const RULE_CLASS = { INBOUND: 'InboundMailFlowRule', OUTBOUND: 'OutboundMailFlowRule' } as const;
