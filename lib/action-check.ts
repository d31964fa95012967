import type { IConstruct } from 'constructs';
import { failAt } from './errors';
import { actionName } from './run-lambda-action';

/** For languages whose compiler does not see it: an action of the right direction, made by its factory. */
export function requireAction(scope: IConstruct, bind: string, factory: string, action: unknown): void {
  if (typeof (action as Record<string, unknown> | undefined)?.[bind] === 'function') return;
  failAt(scope, {
    code: 'action',
    path: 'action',
    value: actionName(action),
    reason: `the action of this rule is made by ${factory}`,
    remedy: `Use a method of ${factory}`,
  });
}
