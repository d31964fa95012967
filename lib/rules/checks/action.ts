import { ACTIONS, LAMBDA_ACTION } from '../actions';
import type { Direction } from '../documents';
import { type CheckOptions, isRecord, type Report } from './context';

/** Largest rule timeout, in minutes. */
export const MAXIMUM_RULE_TIMEOUT_MINUTES = 240;

const FUNCTION_ARN =
  /^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]{1,64}(:(\$LATEST|[A-Za-z0-9_-]{1,128}))?$/;

export function checkAction(direction: Direction, action: unknown, report: Report, options: CheckOptions): void {
  const lambda = LAMBDA_ACTION[direction];
  const settings = checkOneMember(direction, action, 'Action', report, options);
  if (settings?.member === lambda) checkLambda(direction, settings.value, `Action.${lambda}`, report, options);
}

/** An action document has exactly one member, one that its direction knows. */
function checkOneMember(
  direction: Direction,
  action: unknown,
  path: string,
  report: Report,
  options: CheckOptions,
): { member: string; value: Record<string, unknown> } | undefined {
  if (options.isUnknown?.(action)) return undefined;
  const actions = ACTIONS[direction].map((description) => description.member);
  const members = isRecord(action) ? Object.keys(action) : [];
  const [member] = members;
  if (member === undefined || members.length > 1) {
    report({
      code: 'actionNotOne',
      path,
      value: action,
      reason: 'an action document has exactly one member',
      remedy: `Give one of ${actions.join(', ')}`,
    });
    return undefined;
  }
  if (!actions.includes(member)) {
    report({
      code: 'actionUnknown',
      // What comes from the wire may be no name at all.
      path: /^\w{1,64}$/.test(member) ? `${path}.${member}` : path,
      value: member,
      reason: `${direction.toLowerCase()} rules have no such action`,
      remedy: `Use one of ${actions.join(', ')}`,
    });
    return undefined;
  }
  const value = (action as Record<string, unknown>)[member];
  if (options.isUnknown?.(value)) return undefined;
  if (!isRecord(value)) {
    report({
      code: 'actionSettings',
      path: `${path}.${member}`,
      value,
      reason: 'the settings of an action are an object, {} if it has none',
      remedy: 'Write an object',
    });
    return undefined;
  }
  if (member === 'SmtpRoutingAction') checkGatewayName(value.SmtpGatewayName, `${path}.${member}`, report, options);
  return { member, value };
}

function checkGatewayName(name: unknown, path: string, report: Report, options: CheckOptions): void {
  if (options.isUnknown?.(name) || (typeof name === 'string' && name.trim() !== '')) return;
  report({
    code: 'gatewayNameEmpty',
    path: `${path}.SmtpGatewayName`,
    value: name,
    reason: 'routing needs the name of an SMTP gateway of the organization',
    remedy: 'Name the gateway',
  });
}

function checkLambda(
  direction: Direction,
  lambda: Record<string, unknown>,
  path: string,
  report: Report,
  options: CheckOptions,
): void {
  const arn = lambda.Arn;
  if (!options.isUnknown?.(arn) && !(typeof arn === 'string' && FUNCTION_ARN.test(arn))) {
    report({
      code: 'functionArn',
      path: `${path}.Arn`,
      value: arn,
      reason: 'Run Lambda needs the ARN of a Lambda function, alias or version',
      remedy: 'Write arn:aws:lambda:REGION:ACCOUNT:function:NAME',
    });
  }
  const synchronous = lambda.SynchronousLambdaParameters;
  if (synchronous === undefined || options.isUnknown?.(synchronous)) return;
  const settings: Record<string, unknown> = isRecord(synchronous) ? synchronous : {};
  const settingsPath = `${path}.SynchronousLambdaParameters`;
  checkRuleTimeout(settings.RetryPeriodMinutes, `${settingsPath}.RetryPeriodMinutes`, report, options);
  checkFallback(direction, settings.FallbackAction, `${settingsPath}.FallbackAction`, report, options);
}

export function isRuleTimeout(minutes: unknown): boolean {
  return Number.isInteger(minutes) && Number(minutes) >= 0 && Number(minutes) <= MAXIMUM_RULE_TIMEOUT_MINUTES;
}

function checkRuleTimeout(minutes: unknown, path: string, report: Report, options: CheckOptions): void {
  if (options.isUnknown?.(minutes)) return;
  if (isRuleTimeout(minutes)) return;
  report({
    code: 'ruleTimeout',
    path,
    value: minutes,
    reason: `the rule timeout is a whole number of minutes from 0 (no retries) to ${MAXIMUM_RULE_TIMEOUT_MINUTES}`,
    remedy: 'Choose a number of minutes, such as 30',
  });
}

function checkFallback(
  direction: Direction,
  fallback: unknown,
  path: string,
  report: Report,
  options: CheckOptions,
): void {
  const isLambda = isRecord(fallback) && Object.keys(fallback).some((member) => /Lambda/.test(member));
  if (!isLambda) {
    checkOneMember(direction, fallback, path, report, options);
    return;
  }
  report({
    code: 'fallbackLambda',
    path,
    value: fallback,
    reason: 'the fallback action cannot be another Lambda action',
    remedy: 'Choose what WorkMail itself shall do when the function fails',
  });
}
