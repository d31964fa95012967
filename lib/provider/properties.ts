import {
  type Direction,
  describeProblem,
  LAMBDA_ACTION,
  lambdaAction,
  ORGANIZATION_ID,
  type Problem,
  type Rule,
} from '../rules';
import type { Nature, Wanted } from './entity';
import { Failure } from './failure';

/** Reads without judging, so that a Delete works on properties that a Create would refuse. */
export function readRuleProperties(direction: Direction, properties: Readonly<Record<string, unknown>>): Wanted<Rule> {
  const document = withNumbers(direction, properties.Rule as Rule);
  return {
    identity: {
      organizationId: String(properties.OrganizationId ?? ''),
      kind: direction,
      name: document?.Name ?? '',
    },
    document,
    adoptExisting: String(properties.AdoptExisting) === 'true',
    inConsole: properties.Provisioning === 'CONSOLE',
  };
}

/** CloudFormation turns the numbers in a custom resource's properties into strings. */
export function withNumbers(direction: Direction, rule: Rule): Rule {
  const lambda = rule?.Action && lambdaAction(rule.Action);
  const minutes: unknown = lambda?.SynchronousLambdaParameters?.RetryPeriodMinutes;
  if (!lambda?.SynchronousLambdaParameters || typeof minutes !== 'string' || !/^\d+$/.test(minutes)) return rule;
  const parameters = { ...lambda.SynchronousLambdaParameters, RetryPeriodMinutes: Number(minutes) };
  const action = { [LAMBDA_ACTION[direction]]: { ...lambda, SynchronousLambdaParameters: parameters } };
  return { ...rule, Action: action } as unknown as Rule;
}

/** What synth could not see is checked here, by the same rules: values that were tokens there are known by now. */
export function checkWanted<Document>({ identity, document }: Wanted<Document>, { problems }: Nature<Document>): void {
  refuseProblems([...checkOrganizationId(identity.organizationId), ...problems(document)]);
}

export function refuseProblems(problems: readonly Problem[]): void {
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

export function checkFunctionHome(rule: Rule, home: FunctionHome): Problem[] {
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
