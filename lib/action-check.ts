import type { IConstruct } from 'constructs';
import { failAt } from './errors';
import type { MailFlowActionConfig } from './mail-flow-action-config';

/** For languages whose compiler does not see it: an action of the right direction, made by its factory. */
export function bindAction(
  scope: IConstruct,
  bind: 'bindInbound' | 'bindOutbound',
  action: unknown,
): MailFlowActionConfig {
  const config = (action as Record<string, ((scope: IConstruct) => MailFlowActionConfig) | undefined> | undefined)?.[
    bind
  ]?.(scope);
  if (config?.document) return config;
  const factory = bind === 'bindInbound' ? 'InboundAction' : 'OutboundAction';
  return failAt(scope, {
    code: 'action',
    path: 'action',
    value: actionName(action),
    reason: `the action of this rule is made by ${factory}`,
    remedy: `Use a method of ${factory}`,
  });
}

/** How an error shows something that was given as an action: its factory, or the value itself if it has none. */
export function actionName(action: unknown): unknown {
  if (typeof action !== 'object' || action === null) return action;
  const bind = ['Inbound', 'Outbound'].find((direction) => `bind${direction}` in action);
  if (!bind) return action;
  return `${bind}Action${`bind${bind}Fallback` in action ? '' : ' that runs a function'}`;
}
