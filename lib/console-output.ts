import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  actionTitle,
  type DirectedRule,
  type Direction,
  lambdaAction,
  recipientPatterns,
  senderPatterns,
} from './rules';

/** A stack output that says exactly what to enter in the WorkMail console for a rule. */
export function addConsoleOutput(scope: Construct, organizationId: string, { direction, rule }: DirectedRule): void {
  const kind = direction === 'INBOUND' ? 'Inbound' : 'Outbound';
  const lines = [
    `WorkMail console > organization ${organizationId} > Organization settings > ${kind} rules > Create`,
    `Rule name: ${rule.Name}`,
    ...actionLines(direction, rule.Action),
    `Sender domains or addresses: ${senderPatterns(rule).join(', ')}`,
    `Destination domains or addresses: ${recipientPatterns(rule).join(', ')}`,
    'Before this stack is destroyed, remove the rule there first.',
  ];
  new CfnOutput(scope, 'EnterInConsole', {
    description: `What to enter in the WorkMail console for this ${kind.toLowerCase()} rule`,
    value: lines.join('\n'),
  });
}

function actionLines(direction: Direction, action: DirectedRule['rule']['Action']): string[] {
  const lambda = lambdaAction(action);
  if (!lambda) return [`Action: ${actionTitle(direction, action)}`];
  const synchronous = lambda.SynchronousLambdaParameters;
  const lines = [
    'Action: Run Lambda',
    `Lambda function: ${lambda.Arn}`,
    `Run synchronously: ${synchronous ? 'yes' : 'no'}`,
  ];
  if (!synchronous) return lines;
  const fallback = actionTitle(direction, synchronous.FallbackAction);
  return [...lines, `Fallback action: ${fallback}`, `Rule timeout: ${synchronous.RetryPeriodMinutes} minutes`];
}
