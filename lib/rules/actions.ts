import type { Action, Direction, Disposition, LambdaAction, Rule } from './documents';

/** One action of the guide, as the API spells it and as people know it. */
export interface ActionDescription {
  /** The member of the `Action` document. */
  readonly member: string;
  /** The name in the administrator guide and the console. */
  readonly title: string;
  /** The `type` by which a function's synchronous answer asks for it; absent where an answer cannot. */
  readonly answerType?: string;
}

/**
 * The actions of each direction in the order in which the administrator guide lists them, most restrictive first: the
 * order that decides between two rules that match equally specifically. (The guide's outbound list does begin with
 * Default.) Run Lambda is the last of each.
 */
export const ACTIONS: Readonly<Record<Direction, readonly ActionDescription[]>> = {
  INBOUND: [
    { member: 'DropAction', title: 'Drop', answerType: 'DROP' },
    { member: 'BounceAction', title: 'Bounce', answerType: 'BOUNCE' },
    { member: 'MoveToJunkAction', title: 'Deliver to junk folder', answerType: 'MOVE_TO_JUNK' },
    { member: 'NormalDeliveryAction', title: 'Default', answerType: 'DEFAULT' },
    { member: 'BypassSpamCheckAction', title: 'Never deliver to junk folder', answerType: 'BYPASS_SPAM_CHECK' },
    { member: 'InboundLambdaAction', title: 'Run Lambda' },
  ],
  OUTBOUND: [
    { member: 'DefaultAction', title: 'Default', answerType: 'DEFAULT' },
    { member: 'DropAction', title: 'Drop', answerType: 'DROP' },
    { member: 'BounceAction', title: 'Bounce', answerType: 'BOUNCE' },
    { member: 'SmtpRoutingAction', title: 'Route to SMTP gateway' },
    { member: 'OutboundLambdaAction', title: 'Run Lambda' },
  ],
};

/** The member of `Action` that runs a function. */
export const LAMBDA_ACTION = { INBOUND: 'InboundLambdaAction', OUTBOUND: 'OutboundLambdaAction' } as const;

/** The one member that an action document has. */
export function actionMember(action: Action): string {
  return Object.keys(action)[0] ?? '';
}

/** Position in the guide's list: the lower, the more restrictive; an unknown action comes last. */
export function restrictiveness(direction: Direction, action: Action): number {
  const member = actionMember(action);
  const position = ACTIONS[direction].findIndex((description) => description.member === member);
  return position < 0 ? ACTIONS[direction].length : position;
}

/** The settings of a Run Lambda action; undefined for every other action. */
export function lambdaAction(action: Action): LambdaAction<Disposition> | undefined {
  if ('InboundLambdaAction' in action) return action.InboundLambdaAction;
  if ('OutboundLambdaAction' in action) return action.OutboundLambdaAction;
  return undefined;
}

/** The SMTP gateways to which a rule can route, its fallback included. */
export function gatewaysOf({ Action }: Pick<Rule, 'Action'>): string[] {
  const fallback = lambdaAction(Action)?.SynchronousLambdaParameters?.FallbackAction;
  return [Action, fallback].flatMap((action) =>
    action && 'SmtpRoutingAction' in action ? [action.SmtpRoutingAction.SmtpGatewayName] : [],
  );
}

/** The name that the guide gives to an action, with its settings: `Run Lambda (synchronous)`. */
export function actionTitle(direction: Direction, action: Action): string {
  const member = actionMember(action);
  const title = ACTIONS[direction].find((description) => description.member === member)?.title ?? member;
  if ('SmtpRoutingAction' in action) return `${title} ${action.SmtpRoutingAction.SmtpGatewayName}`;
  const lambda = lambdaAction(action);
  if (!lambda) return title;
  return `${title} (${lambda.SynchronousLambdaParameters ? 'synchronous' : 'asynchronous'})`;
}
