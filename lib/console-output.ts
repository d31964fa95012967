import { CfnOutput, Fn, type Stack, Tokenization } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { RegisteredRule } from './rule-registry';
import { actionTitle, lambdaAction, recipientPatterns, senderPatterns } from './rules';

/** Half of what CloudFormation takes in one stack; the rest is the app's. */
const MOST_OUTPUTS = 100;

/**
 * Stack outputs that say exactly what to enter in the WorkMail console, one for each rule. Of more rules than there can
 * be outputs, several share one.
 */
export function addConsoleOutputs(stack: Stack, rules: readonly RegisteredRule[]): void {
  const perOutput = Math.ceil(rules.length / MOST_OUTPUTS);
  if (perOutput <= 1) {
    for (const rule of rules) addOutput(rule.scope, 'EnterInConsole', [rule]);
    return;
  }
  const container = new Construct(stack, 'WorkMailFlowConsole');
  for (let first = 0; first < rules.length; first += perOutput) {
    const share = rules.slice(first, first + perOutput);
    addOutput(container, `EnterRules${first + 1}To${first + share.length}`, share);
  }
}

function addOutput(scope: Construct, id: string, rules: readonly RegisteredRule[]): void {
  new CfnOutput(scope, id, {
    description:
      'What to enter in the WorkMail console. Before this stack is destroyed, remove what was entered there first',
    value: rules.map((rule) => describeRule(rule).join('\n')).join('\n\n'),
  });
}

function describeRule({ direction, rule, organizationId }: RegisteredRule): string[] {
  const kind = direction === 'INBOUND' ? 'Inbound' : 'Outbound';
  return [
    `WorkMail console > organization ${organizationId} > Organization settings > ${kind} rules > Create`,
    `Rule name: ${rule.Name}`,
    ...actionLines(direction, rule.Action),
    `Sender domains or addresses: ${listOf(senderPatterns(rule))}`,
    `Destination domains or addresses: ${listOf(recipientPatterns(rule))}`,
  ];
}

/** Not `patterns.join`: a list that is a token cannot be taken apart. */
function listOf(patterns: readonly string[]): string {
  return Fn.join(', ', [...patterns]);
}

function actionLines(direction: RegisteredRule['direction'], action: RegisteredRule['rule']['Action']): string[] {
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
  const minutes = Tokenization.stringifyNumber(synchronous.RetryPeriodMinutes);
  return [...lines, `Fallback action: ${fallback}`, `Rule timeout: ${minutes} minutes`];
}
