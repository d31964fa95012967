import {
  type DirectedRule,
  type Direction,
  describeProblem,
  LAMBDA_ACTION,
  lambdaAction,
  ORGANIZATION_ID,
  type Problem,
  type Rule,
  validateRule,
} from '../rules';
import { Failure } from './failure';

/** The properties of a rule resource, after CloudFormation's conversions are taken back. */
export interface RuleProperties {
  readonly organizationId: string;
  readonly direction: Direction;
  readonly rule: Rule;
  readonly adoptExisting: boolean;
  /** A person enters the rule in the console; the provider writes nothing. */
  readonly inConsole: boolean;
}

/** Reads without judging, so that a Delete works on properties that a Create would refuse. */
export function readRuleProperties(
  direction: Direction,
  properties: Readonly<Record<string, unknown>>,
): RuleProperties {
  return {
    organizationId: String(properties.OrganizationId ?? ''),
    direction,
    rule: withNumbers(direction, properties.Rule as Rule),
    adoptExisting: String(properties.AdoptExisting) === 'true',
    inConsole: properties.Provisioning === 'CONSOLE',
  };
}

/** CloudFormation turns the numbers in a custom resource's properties into strings. */
function withNumbers(direction: Direction, rule: Rule): Rule {
  const lambda = rule?.Action && lambdaAction(rule.Action);
  const minutes: unknown = lambda?.SynchronousLambdaParameters?.RetryPeriodMinutes;
  if (!lambda?.SynchronousLambdaParameters || typeof minutes !== 'string' || !/^\d+$/.test(minutes)) return rule;
  const parameters = { ...lambda.SynchronousLambdaParameters, RetryPeriodMinutes: Number(minutes) };
  const action = { [LAMBDA_ACTION[direction]]: { ...lambda, SynchronousLambdaParameters: parameters } };
  return { ...rule, Action: action } as unknown as Rule;
}

/** What synth could not see is checked here, by the same rules: values that were tokens there are known by now. */
export function checkRuleProperties(properties: RuleProperties, functionHome: FunctionHome): void {
  const problems = [
    ...checkOrganizationId(properties.organizationId),
    ...validateRule({ direction: properties.direction, rule: properties.rule } as DirectedRule),
  ];
  if (problems.length === 0) problems.push(...checkFunctionHome(properties.rule, functionHome));
  const [first] = problems;
  if (!first) return;
  throw new Failure(first.code, problems.map(describeProblem).join(' '));
}

function checkOrganizationId(organizationId: string): Problem[] {
  if (ORGANIZATION_ID.test(organizationId)) return [];
  return [
    {
      code: 'organizationId',
      path: 'OrganizationId',
      value: organizationId,
      reason: 'an organization id is m- and 32 hexadecimal digits',
      remedy: 'Copy it from the WorkMail console',
    },
  ];
}

/** Where this deployment runs. */
export interface FunctionHome {
  readonly region: string;
  readonly account: string;
}

function checkFunctionHome(rule: Rule, home: FunctionHome): Problem[] {
  const arn = lambdaAction(rule.Action)?.Arn;
  const [, , , region, account] = arn?.split(':') ?? [];
  if (!arn || (region === home.region && account === home.account)) return [];
  return [
    {
      code: 'functionElsewhere',
      path: 'Action.Arn',
      value: arn,
      reason: `WorkMail runs functions of its own Region and account only, here ${home.region} and ${home.account}`,
      remedy: 'Deploy the function beside the organization',
    },
  ];
}
