import { LAMBDA_ACTION } from './actions';
import { checkAction } from './checks/action';
import { type CheckOptions, isRecord } from './checks/context';
import { checkName } from './checks/name';
import { checkPatterns, checkSenderPatternQuota } from './checks/patterns';
import { checkSynchronousDestination } from './checks/synchronous-destination';
import { type DirectedRule, SENDER_CONDITION } from './documents';
import type { Problem } from './problems';

/** Everything that is wrong with one rule. Takes anything that may stand in its place, garbage from the wire included. */
export function validateRule({ direction, rule }: DirectedRule, options: CheckOptions = {}): Problem[] {
  const problems: Problem[] = [];
  const report = (problem: Problem) => problems.push(problem);

  const document: Record<string, unknown> = isRecord(rule) ? rule : {};
  const condition = isRecord(document.Condition) ? document.Condition : {};
  const sender = SENDER_CONDITION[direction];
  const senderPatterns = patternsOf(condition[sender], options);
  const recipientPatterns = patternsOf(condition.DestinationRuleCondition, options);
  const senderPath = `Condition.${sender}.Patterns`;
  const recipientPath = 'Condition.DestinationRuleCondition.Patterns';

  checkName(document.Name, report, options);
  checkPatterns(senderPatterns, senderPath, report, options);
  checkSenderPatternQuota(senderPatterns, senderPath, report);
  checkPatterns(recipientPatterns, recipientPath, report, options);
  checkAction(direction, document.Action, report, options);
  checkSynchronousDestination(
    isSynchronous(direction, document.Action),
    recipientPatterns,
    recipientPath,
    report,
    options,
  );
  return problems;
}

/** A condition of another form has no patterns, unless it is known only later. */
function patternsOf(condition: unknown, options: CheckOptions): unknown {
  if (isRecord(condition)) return condition.Patterns;
  return options.isUnknown?.(condition) ? condition : undefined;
}

function isSynchronous(direction: DirectedRule['direction'], action: unknown): boolean {
  const lambda = isRecord(action) ? action[LAMBDA_ACTION[direction]] : undefined;
  return isRecord(lambda) && lambda.SynchronousLambdaParameters !== undefined;
}
